"""Training on arrays that are on the device once, a whole pass in one program."""

from collections.abc import Iterator, Sequence
from typing import Any

import keras
import numpy as np

from eegmodels._backend import compiled_once
from eegmodels.fast._blocks import merged_opening, spatial_first
from eegmodels.fast._course import Course, Training, check_finite
from eegmodels.fast._kinds import Kept, same_kind, template_of
from eegmodels.fast._moments import LARGEST, frame_moments, moments_pay
from eegmodels.fast._passes import Best, Data, Order, Pass, State
from eegmodels.fast._plan import steps_of
from eegmodels.fast._progress import ProgressBar
from eegmodels.results import History


def fit_arrays(
    trainings: Sequence[Training], course: Course, progress: bool | None
) -> list[History]:
    """Train networks of one kind together, each as it would be alone.

    Parameters
    ----------
    trainings : sequence of Training
        Of one architecture, with equally many trials, to train on and to validate with.
    course : Course
    progress : bool | None
        Show a bar; None: on a terminal only.

    Returns
    -------
    list of History

    Notes
    -----
    The networks are written to at the end, so an interrupted call leaves them as they
    were. One network runs without a leading axis; several run stacked along one.
    """
    import jax.numpy as jnp

    for training in trainings:
        _compile(training.network, course)
    many = len(trainings) > 1
    shared = len({id(training.x) for training in trainings}) == 1
    run = _compiled_pass(trainings[0].network, course, many, shared)
    state = _stacked([_state(training.network) for training in trainings], many)
    size = (len(trainings),) if many else ()
    best = Best(
        jnp.full(size, np.float32(np.inf)),
        jnp.zeros(size, np.int32),
        state.trainable,
        state.others,
    )
    data = _data(trainings, many, shared)
    orders = _orders(trainings, course.batch_size, many)
    bar = ProgressBar(course.n_epochs, progress)
    bar.on_train_begin()
    logs: list[dict[str, np.ndarray]] = []
    try:
        with compiled_once():
            for epoch in range(course.n_epochs):
                state, best, log = run(state, best, np.int32(epoch), next(orders), data)
                logs.append({key: np.atleast_1d(log[key]) for key in log})
                _check(logs, course)
                bar.on_epoch_end(epoch, {k: v.mean() for k, v in logs[-1].items()})
                chosen = np.atleast_1d(best.epoch).tolist()
                if all(course.has_ended(epoch, k, "val_loss" in log) for k in chosen):
                    break
    finally:
        bar.close()
    histories = []
    for k, training in enumerate(trainings):
        own, kept = _part((state, best), k) if many else (state, best)
        _write(training.network, own, kept)
        histories.append(_history(logs, k, kept, course))
    return histories


def _check(logs: list[dict[str, np.ndarray]], course: Course) -> None:
    """Stop at the first pass in which a network has left the numbers."""
    for k in np.flatnonzero(~np.isfinite(logs[-1]["loss"])):
        check_finite([float(log["loss"][k]) for log in logs], course)


def _part(stacked: Any, k: int) -> Any:
    import jax

    return jax.tree.map(lambda value: np.asarray(value[k]), stacked)


def _compile(network: keras.Model, course: Course) -> None:
    network.compile(
        optimizer=keras.optimizers.Adam(float(course.learning_rate)),
        loss=course.loss,
        metrics=list(course.metrics),
    )
    network.optimizer.build(network.trainable_variables)


_PASSES = Kept(8)


def _compiled_pass(
    network: keras.Model, course: Course, many: bool, shared: bool
) -> Any:
    """Give the compiled pass of a kind of network, made once for all folds."""
    of_course = (course.loss, course.metrics, course.patience)
    key = (same_kind(network), of_course, many, shared)
    return _PASSES.get(key, lambda: _pass(network, course, many, shared))


def _pass(network: keras.Model, course: Course, many: bool, shared: bool) -> Any:
    import jax

    template = template_of(network)
    _compile(template, course)
    one = Pass(
        template,
        steps_of(template) or (),
        template.optimizer,
        keras.losses.get(course.loss),
        "accuracy" in course.metrics,
        course.patience,
    )
    own = None if shared else 0
    axes = Data(own, 0, 0, own, own, own)
    function = jax.vmap(one, in_axes=(0, 0, None, 0, axes)) if many else one
    return jax.jit(function)


def _state(network: keras.Model) -> State:
    optimizer = network.optimizer
    return State(
        [v.value for v in network.trainable_variables],
        [v.value for v in network.non_trainable_variables],
        [v.value for v in optimizer.variables],
    )


def _stacked(states: list[State], many: bool) -> State:
    import jax

    if not many:
        return states[0]
    return jax.tree.map(
        lambda *values: np.stack([np.asarray(v) for v in values]), *states
    )


def _data(trainings: Sequence[Training], many: bool, shared: bool) -> Data:
    """Put the trials on the device; one array that all share only once."""
    import jax
    import jax.numpy as jnp

    own = [_trials(training) for training in (trainings[:1] if shared else trainings)]
    x, *moments = own[0] if shared else jax.tree.map(lambda *a: np.stack(a), *own)
    y = np.stack([training.y for training in trainings])
    weight = np.stack([training.weight for training in trainings])
    if not many:
        y, weight = y[0], weight[0]
    return jax.tree.map(jnp.asarray, Data(x, y, weight, *moments))


def _trials(training: Training) -> tuple[Any, Any, Any, Any]:
    """Trials of a training with a last axis, and the moments of their frames."""
    x = training.x
    opening = (steps_of(training.network) or ())[0]
    given = x[..., None]
    if opening.run in (spatial_first, merged_opening):
        given = np.ascontiguousarray(np.swapaxes(x, 1, 2))
    nothing = (given, None, None, None)
    if opening.run is not spatial_first or not opening.layers[1].trainable:
        return nothing
    length = opening.layers[0].kernel_size[1]
    size = len(x) * length**2 * x.itemsize
    if not moments_pay(x.shape[1], x.shape[2], length) or size > LARGEST:
        return nothing
    found = frame_moments(x, length)
    return given, found.second, found.first, found.constant


def _orders(
    trainings: Sequence[Training], batch_size: int, many: bool
) -> Iterator[Order]:
    """Cut the order of each pass into batches, of all networks at once."""
    drawn = [training.orders() for training in trainings]
    held = np.stack([training.validation for training in trainings]).astype(np.int32)
    n_full = len(trainings[0].training) // batch_size * batch_size
    while True:
        rows = np.stack([next(order) for order in drawn]).astype(np.int32)
        full = rows[:, :n_full].reshape(len(rows), -1, batch_size)
        order = Order(full, rows[:, n_full:], held)
        yield order if many else Order(*(part[0] for part in order))


def _write(network: keras.Model, state: State, best: Best) -> None:
    """Give a network the weights of its best pass, and the rest of its last one."""
    weights = {id(variable) for variable in network.weights}
    for variable, value in zip(
        network.trainable_variables, best.trainable, strict=True
    ):
        variable.assign(value)
    for variable, last, kept in zip(
        network.non_trainable_variables, state.others, best.others, strict=True
    ):
        variable.assign(kept if id(variable) in weights else last)
    for variable, value in zip(
        network.optimizer.variables, state.optimizer, strict=True
    ):
        variable.assign(value)


def _history(
    logs: list[dict[str, np.ndarray]], k: int, best: Best, course: Course
) -> History:
    if course.patience is not None and "val_loss" in logs[0]:
        logs = logs[: int(best.epoch) + course.patience + 1]
    columns = {key: [float(log[key][k]) for log in logs] for key in logs[0]}
    if "accuracy" not in course.metrics:
        columns = {key: v for key, v in columns.items() if "accuracy" not in key} | {
            "accuracy": []
        }
    return History(**columns, best_epoch=int(best.epoch))
