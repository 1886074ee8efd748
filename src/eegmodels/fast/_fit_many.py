"""Train many networks at once, or one."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from eegmodels._backend import on_accelerator, runs_whole_passes
from eegmodels.fast._course import Course, Training
from eegmodels.fast._fit_arrays import fit_arrays
from eegmodels.fast._fit_keras import fit_by_keras
from eegmodels.fast._kinds import is_of_keras, same_kind
from eegmodels.fast._plan import as_it_is, steps_of
from eegmodels.results import History

MEMORY = 2**28  # bytes that the outputs of stacked networks may take in one step
# Numbers in a batch above which a CPU is busy with one network. Stacked products use
# its cores less well: at 16 x 64 x 384 two networks took 1.5 times as long as one after
# the other, at 16 x 22 x 256 ten took 0.7 times as long.
SMALL = 2**17


def fit_many(
    trainings: Sequence[Training],
    course: Course,
    *,
    progress: bool | None = None,
    callback: Callable[[int], None] | None = None,
) -> list[History]:
    """Train networks, each with the result that it has when it is trained alone.

    On JAX a whole pass is one compiled program over data that lie on the device. Small
    networks of one kind with equally many trials run stacked, where there is an
    accelerator large ones too, as many at once as memory allows. On other backends they
    are trained one after another by ``keras.Model.fit``.

    Parameters
    ----------
    trainings : sequence of Training
        Networks may differ in kind, data and number of trials; those alike are found.
    course : Course
        Loss, passes, batch size, learning rate.
    progress : bool | None
        Show a bar; None: on a terminal only.
    callback : callable | None
        Called as ``callback(n_done)`` for each network that is trained.

    Returns
    -------
    list of History
        In the order of the trainings. Networks hold the weights of their best pass.

    Raises
    ------
    ValueError
        If a loss becomes infinite or NaN; the networks of its group stay as they were.
    """
    if not trainings:
        raise ValueError("trainings is empty; give one Training at least.")
    histories: dict[int, History] = {}
    for group in _groups(trainings, course.batch_size):
        members = [trainings[k] for k in group]
        found = (
            fit_arrays(members, course, progress)
            if _whole(members[0].network)
            else [fit_by_keras(member, course, progress) for member in members]
        )
        for k, history in zip(group, found, strict=True):
            histories[k] = history
            if callback is not None:
                callback(len(histories))
    return [histories[k] for k in range(len(trainings))]


def _groups(trainings: Sequence[Training], batch_size: int) -> list[list[int]]:
    """Put together what may run stacked, in parts that fit the memory."""
    alike: dict[Any, list[int]] = {}
    for k, training in enumerate(trainings):
        key: Any = k
        if _whole(training.network):
            sizes = (len(training.training), len(training.validation))
            key = (same_kind(training.network), training.x.shape, *sizes)
        alike.setdefault(key, []).append(k)
    parts = []
    for group in alike.values():
        at_once = _at_once(trainings[group[0]], batch_size)
        parts += [group[i : i + at_once] for i in range(0, len(group), at_once)]
    return parts


def _whole(network: Any) -> bool:
    """Whether whole passes can be compiled: on JAX, a plain chain without penalties.

    A convolution that Keras calls itself is slow in XLA's loops on CPU, and a grouped
    one of stacked networks slower still.
    """
    steps = steps_of(network)
    if not runs_whole_passes() or steps is None or network.losses:
        return False
    if not is_of_keras(network):
        return False
    alone = [step.layers[0] for step in steps if step.run is as_it_is]
    return not any("Conv" in type(layer).__name__ for layer in alone)


def _at_once(training: Training, batch_size: int) -> int:
    """Count the networks that run stacked: as many as gain, and fit ``MEMORY``."""
    in_a_trial = prod(training.x.shape[1:])
    if not on_accelerator() and batch_size * in_a_trial > SMALL:
        return 1
    steps = steps_of(training.network) or ()
    outputs = [step.layers[-1].output.shape[1:] for step in steps]
    sizes = [prod(int(n) for n in shape) for shape in outputs]
    in_a_step = 4 * 4 * batch_size * (sum(sizes) + in_a_trial)
    return max(1, MEMORY // (in_a_step + 2 * training.x.nbytes))
