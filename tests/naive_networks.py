"""Small networks of every kind, and naive computations on them in float64.

They share no code with the package.
"""

import keras
import numpy as np

from eegmodels.models import get_architecture

SMALL = {
    "EEGNet": {"F1": 2, "kernel_length": 9},
    "EEGNetSSVEP": {"F1": 3, "F2": 4, "kernel_length": 12},
}
N_CHANS, N_TIMES = 3, 84


def make_network(name, seed=1):
    """Build a small one, unlike a start."""
    arguments = SMALL.get(name, {})
    net = get_architecture(name).build(N_CHANS, N_TIMES, 2, seed=seed, **arguments)
    return unlike_a_start(net, seed, 0.2)


def unlike_a_start(net, seed=1, size=0.3):
    """Set biases, gains and statistics to other values than those of a start."""
    rng = np.random.default_rng(seed)
    weights = []
    for variable in net.weights:
        value = np.array(variable.numpy())
        if value.ndim == 1:
            value = value + size * rng.normal(size=value.shape)
        weights.append(np.abs(value) + 0.2 if "variance" in variable.path else value)
    net.set_weights(weights)
    return net


def pad(x, kernel, stride, mode):
    """Pad rows and columns as "same" does in Keras."""
    if mode == "valid":
        return x
    widths = []
    for n, k, s in zip(x.shape[1:3], kernel, stride, strict=True):
        total = max((-(-n // s) - 1) * s + k - n, 0)
        widths.append((total // 2, total - total // 2))
    return np.pad(x, [(0, 0), *widths, (0, 0)])


def windows(x, size, stride):
    """Yield each position of a window with the values that it meets there."""
    n_rows = (x.shape[1] - size[0]) // stride[0] + 1
    n_columns = (x.shape[2] - size[1]) // stride[1] + 1
    for i, j in np.ndindex(*size):
        rows = [i + stride[0] * r for r in range(n_rows)]
        columns = [j + stride[1] * c for c in range(n_columns)]
        yield i, j, x[:, rows][:, :, columns]


def convolve(layer, x):
    weights = [np.array(w, dtype=float) for w in layer.get_weights()]
    x = pad(x, layer.kernel_size, layer.strides, layer.padding)
    kind = type(layer).__name__
    total = 0.0
    for i, j, part in windows(x, layer.kernel_size, layer.strides):
        if kind == "Conv2D":
            total = total + part @ weights[0][i, j]
        elif kind == "DepthwiseConv2D":
            each = part[..., None] * weights[0][i, j]
            total = total + each.reshape(*part.shape[:3], -1)
        else:
            total = total + (part * weights[0][i, j, :, 0]) @ weights[1][0, 0]
    return total + weights[-1] if layer.use_bias else total


def affine(layer, x):
    """Apply one affine layer, naively in float64."""
    kind = type(layer).__name__
    if "Conv2D" in kind:
        return convolve(layer, x)
    if kind == "BatchNormalization":
        gamma, beta, mean, variance = (np.array(w, float) for w in layer.get_weights())
        return (x - mean) / np.sqrt(variance + layer.epsilon) * gamma + beta
    if kind == "AveragePooling2D":
        parts = [part for *_, part in windows(x, layer.pool_size, layer.strides)]
        return sum(parts) / len(parts)
    if kind == "Flatten":
        return x.reshape(len(x), -1)
    if kind == "Dense":
        return x @ np.array(layer.get_weights()[0], float) + layer.get_weights()[1]
    if kind == "Permute":
        return x.transpose(0, *layer.dims)
    assert kind == "Dropout", kind
    return x


FUNCTIONS = {
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "square": np.square,
    "log": lambda z: np.log(np.clip(z, 1e-7, 1e4)),
}


def logits(net, x):
    """Run trials up to the logits, naively in float64; (n_trials, n_units)."""
    value = x[..., None].astype(float)
    for layer in net.layers[1:-1]:
        if isinstance(layer, keras.layers.Activation):
            value = FUNCTIONS[layer.activation.__name__](value)
        elif isinstance(layer, keras.layers.MaxPooling2D):
            parts = windows(value, layer.pool_size, layer.strides)
            value = np.max([part for *_, part in parts], axis=0)
        else:
            value = affine(layer, value)
    return value


def push(net, x, x0, slope, share):
    """Push every sample of a trial alone through slopes and shares of the maxima.

    ``slope(function, z, z0)`` stands for the derivative of an element-wise function,
    ``share(a, b)`` for the multiplier of each place of a window. Gives multipliers
    (n_chans, n_times, n_units), and the logits of the trial and of the baseline.
    """
    value, value0 = x[None, ..., None], x0[None, ..., None]
    single = np.zeros((x.size, *x.shape, 1))
    for n, at in enumerate(np.ndindex(x.shape)):
        single[n][at] = 1
    for layer in net.layers[1:-1]:
        if isinstance(layer, keras.layers.Activation):
            function = FUNCTIONS[layer.activation.__name__]
            single = single * slope(function, value, value0)
            value, value0 = function(value), function(value0)
        elif isinstance(layer, keras.layers.MaxPooling2D):
            single, value, value0 = pooled(layer, single, value, value0, share)
        else:
            zero = affine(layer, np.zeros((1, *single.shape[1:])))
            single = affine(layer, single) - zero
            value, value0 = affine(layer, value), affine(layer, value0)
    return single.reshape(*x.shape, -1), value[0], value0[0]


def pooled(layer, single, value, value0, share):
    """Share the maxima of each window among its places, one after another."""
    size = layer.pool_size[1]
    n = (value.shape[2] - size) // size + 1
    out = np.zeros((len(single), 1, n, value.shape[3]))
    y, y0 = (np.zeros((1, 1, n, value.shape[3])) for _ in range(2))
    for t, f in np.ndindex(n, value.shape[3]):
        part = slice(t * size, (t + 1) * size)
        a, b = value[0, 0, part, f], value0[0, 0, part, f]
        y[0, 0, t, f], y0[0, 0, t, f] = a.max(), b.max()
        for at, multiplier in enumerate(share(a, b)):
            if multiplier:
                moved = single[:, 0, part, f][:, at]
                out[:, 0, t, f] += multiplier * moved
    return out, y, y0


def secant(function, z, z0):
    """Slope of the secant (Rescale); where the two agree there is nothing to pass."""
    run = z - z0
    same = np.abs(run) < 1e-12
    rise = function(z) - function(z0)
    return np.where(same, 1.0, rise / np.where(same, 1.0, run))


def rescale_share(a, b):
    """Shares of the difference of two maxima, over the differences."""
    most = max(a.max(), b.max())
    first, second = a.argmax(), b.argmax()
    if b[first] >= b.max() - 1e-5:
        second = first
    shares = np.zeros(len(a))
    for at, part in ((first, most - b.max()), (second, a.max() - most)):
        if a[at] != b[at]:
            shares[at] += part / (a[at] - b[at])
    return shares


def derivative(function, z, z0=None):
    """Exact derivative of the functions of these networks."""
    del z0
    name = next(name for name, known in FUNCTIONS.items() if known is function)
    if name == "elu":
        return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0)))
    if name == "square":
        return 2 * z
    return np.where((z > 1e-7) & (z < 1e4), 1 / np.clip(z, 1e-7, 1e4), 0.0)


def winner(a, b=None):
    """Pass all to the place of the largest."""
    del b
    return np.eye(len(a))[a.argmax()]
