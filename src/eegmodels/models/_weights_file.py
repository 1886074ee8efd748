"""Why a file of weights does not fit a network: which arguments differ.

Keras stops at the first array that does not fit and names tensors; the weights before
it have changed by then.
"""

import math
import os
import tempfile
import zipfile
from bisect import bisect_left
from pathlib import Path
from typing import Any

import h5py  # type: ignore[import-untyped]
from keras import layers

from eegmodels._backend import tensorflow_left_out
from eegmodels.models._describe import describe_network
from eegmodels.results import NetworkDescription

# Argument that an axis of a weight has its size from: by what the axis counts, and
# for the samples of kernels by layer.
BY_MEANING = {
    "electrode": "n_chans",
    "output": "n_outputs",
    "temporal filter": "F1",
    "spatial filter": "D",
    "pointwise filter": "F2",
}
BY_LAYER = {
    "temporal": "kernel_length",
    "separable": "separable_length",
    "first": "first_kernel",
    "second": "second_kernel",
    "block2": "later_length",
    "block3": "later_length",
    "block4": "later_length",
}
PAIRS = ("first_kernel", "second_kernel")  # samples, and columns beside them
Shapes = dict[str, list[tuple[int, ...]]]


def explain_misfit(network: Any, path: str | os.PathLike[str]) -> str | None:
    """Say which arguments of a network differ from those of a file of weights.

    Parameters
    ----------
    network : Network
    path : path-like
        A file that Keras has refused: ``.weights.h5``, ``.keras``, or ``.h5`` of
        earlier versions of Keras.

    Returns
    -------
    str | None
        None where the file cannot be read this way, or where the shapes fit.
    """
    described = describe_network(network)
    ours = {s.name: [w.shape for w in s.weights] for s in described.stages}
    ours = {name: shapes for name, shapes in ours.items() if shapes}
    theirs = _read(network, Path(path), list(ours))
    if theirs is None or theirs == ours:
        return None
    opening = f"{path} does not fit this {network.name}"
    if not _alike(ours, theirs):
        return (
            f"{opening}: it holds the weights of another network, {_listed(theirs)}; "
            f"this one has {_listed(ours)}. No weight was changed."
        )
    differing = _differing(network, described, theirs)
    if not differing:
        return (
            f"{opening}: the file has {_listed(theirs)}; the network has "
            f"{_listed(ours)}. No weight was changed."
        )
    said = [
        f"{name} is {there} in the file and {here} here"
        for name, (there, here) in differing.items()
    ]
    build = [
        f"{name}={there}" if " to " not in there else f"{name} from {there}"
        for name, (there, _) in differing.items()
    ]
    if "n_times" in differing:
        said[-1] += " (n_times counted with the pools and strides of here)"
    return (
        f"{opening}: {'; '.join(said)}. Build the network with {', '.join(build)} and "
        "the other arguments as they are, or give a file of this network. No weight "
        "was changed."
    )


def _read(network: Any, path: Path, names: list[str]) -> Shapes | None:
    """Give the shapes in a file under the names of the network's layers."""
    try:
        if path.suffix == ".keras":
            with tempfile.TemporaryDirectory() as folder:
                with zipfile.ZipFile(path) as archive:
                    inner = Path(archive.extract("model.weights.h5", folder))
                return _by_path(network, inner)
        if path.name.endswith(".weights.h5"):
            return _by_path(network, path)
        with h5py.File(path) as file:
            return _by_order(file, names)
    except (OSError, KeyError, zipfile.BadZipFile):
        return None


def _by_path(network: Any, path: Path) -> Shapes:
    """Read a file of Keras 3: layers by a path that Keras gives to each."""
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder, "own.weights.h5")
        network.save_weights(own)
        with h5py.File(own) as file:
            groups = file["layers"]
            names = {key: groups[key]["vars"].attrs.get("name") for key in groups}
    with h5py.File(path) as file:
        groups = file["layers"]
        found = {key: _shapes(groups[key]["vars"]) for key in groups}
    # In the order of the network, what it does not have last.
    order = {layer.name: k for k, layer in enumerate(network.layers)}
    keys = sorted(found, key=lambda key: order.get(names.get(key), len(order)))
    return {str(names.get(key) or key): found[key] for key in keys if found[key]}


def _shapes(group: Any) -> list[tuple[int, ...]]:
    return [group[key].shape for key in sorted(group, key=int)]


def _by_order(file: Any, names: list[str]) -> Shapes:
    """Read a file of earlier versions: layers in their order, with names of its own."""
    group = file if "layer_names" in file.attrs else file["model_weights"]
    found: Shapes = {}
    for raw in group.attrs["layer_names"]:
        layer = group[_text(raw)]
        shapes = [layer[_text(name)].shape for name in layer.attrs["weight_names"]]
        if shapes:
            found[_text(raw)] = shapes
    if len(found) != len(names):
        return found
    return dict(zip(names, found.values(), strict=True))


def _text(raw: Any) -> str:
    return raw.decode() if isinstance(raw, bytes) else str(raw)


def _alike(ours: Shapes, theirs: Shapes) -> bool:
    """Tell whether the arrays have the same layers, numbers and numbers of axes."""

    def skeleton(shapes: Shapes) -> dict[str, list[int]]:
        return {name: [len(shape) for shape in each] for name, each in shapes.items()}

    return skeleton(ours) == skeleton(theirs)


def _listed(shapes: Shapes) -> str:
    parts = [
        f"{name} {' and '.join(str(shape) for shape in each)}"
        for name, each in shapes.items()
        if len({len(shape) for shape in each}) > 1 or len(each[0]) > 1
    ]
    n = sum(len(each) for each in shapes.values())
    return f"{n} arrays in {len(shapes)} layers ({', '.join(parts)})"


def _differing(
    network: Any, described: NetworkDescription, theirs: Shapes
) -> dict[str, tuple[str, str]]:
    """Give the differing arguments, each with its value in the file and here."""
    found: dict[str, tuple[str, str]] = {}
    for stage in described.stages:
        for weight, shape in zip(
            stage.weights, theirs.get(stage.name, []), strict=True
        ):
            for k, axis in enumerate(weight.axes):
                name = BY_MEANING.get(axis.meaning)
                there, here = str(shape[k]), str(weight.shape[k])
                if axis.meaning == "sample":
                    name = BY_LAYER.get(stage.name)
                if name in PAIRS:
                    there, here = str(shape[:2]), str(weight.shape[:2])
                if name is not None and there != here:
                    found.setdefault(name, (there, here))
    lengths = _n_times(network, described, theirs)
    n_times = network.input_shape[2]
    if lengths and n_times not in lengths:
        there = " to ".join(str(n) for n in sorted({lengths[0], lengths[-1]}))
        found["n_times"] = (there, str(n_times))
    order = ("n_chans", "n_times", "n_outputs", *found)
    return {name: found[name] for name in order if name in found}


def _n_times(network: Any, described: NetworkDescription, theirs: Shapes) -> range:
    """Find the lengths of a trial that give the file's units, with the pools of here.

    The units before the dense layer are times x filters; the layer with weights before
    it has one number for each filter.
    """
    *_, before, dense = (stage for stage in described.stages if stage.weights)
    units, n_filters = theirs[dense.name][0][0], theirs[before.name][-1][-1]
    if dense.weights[0].axes[0].meaning != "unit" or units % n_filters:
        return range(0)
    wanted = units // n_filters
    n_chans, chain = _with_kernels_of(network, theirs)
    kernels = sum(max(shapes[0][:2]) for shapes in theirs.values())
    last = [stage for stage in described.stages if stage.has_time][-1]
    most = (wanted + 1 + kernels) * last.decimation + (last.min_samples or 0)

    def n_left(n_times: int) -> int:
        return _n_values(chain, (n_chans, n_times))

    low = bisect_left(range(most), wanted, key=n_left)
    return range(low, bisect_left(range(most), wanted + 1, key=n_left))


@tensorflow_left_out()
def _with_kernels_of(network: Any, theirs: Shapes) -> tuple[int, list[Any]]:
    """Copy the layers before the flattening with the kernels of a file, not built."""
    chain, n_chans = [], network.input_shape[1]
    for layer in network.layers[1:]:
        if isinstance(layer, layers.Flatten):
            break
        config = layer.get_config()
        if "kernel_size" in config:
            config["kernel_size"] = theirs[layer.name][0][:2]
            if config["kernel_size"][0] != layer.kernel_size[0] == n_chans:
                n_chans = config["kernel_size"][0]
        chain.append(type(layer).from_config(config))
    return n_chans, chain


def _n_values(chain: list[Any], size: tuple[int, int]) -> int:
    """Count the times behind layers, for an input of a size; 0 where there is none."""
    shape: tuple[int | None, ...] = (None, *size, 1)
    for layer in chain:
        try:
            shape = layer.compute_output_shape(shape)
        except ValueError:  # Keras: the layer has no output
            return 0
    return max(math.prod(n or 0 for n in shape[1:3]), 0)
