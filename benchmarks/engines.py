"""One engine in a process of its own: trains and predicts when it is asked.

``python benchmarks/engines.py NAME`` reads requests from its standard input and writes
answers to its standard output, each a line of JSON. Started by ``training.py``.
"""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

N_BATCHES = 6  # of a pass


def draw(shape: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Draw trials of unit deviation and labels of two or more classes."""
    rng = np.random.default_rng(0)
    n_trials = N_BATCHES * shape["batch_size"]
    size = (n_trials, shape["n_chans"], shape["n_times"])
    x = rng.standard_normal(size, dtype=np.float32)
    return x, np.arange(n_trials) % shape["n_outputs"]


class Estimator:
    """EEGClassifier as users call it, on JAX."""

    backend = "jax"
    packages = ("jax", "keras")
    # A fit checks, scales and builds anew; the default of a fit is 300 passes.
    fewest_passes = 100

    def load(self, shape: dict[str, Any]) -> None:
        """Draw data."""
        self.shape = shape
        self.x, self.y = draw(shape)

    def prepare(self) -> None:
        """Compile: train one pass."""
        self.train(1)
        self.predict()

    def train(self, n_epochs: int) -> None:
        """Fit for some passes; a fit anew, as each fold of a study is."""
        from eegmodels import EEGClassifier

        self.clf = EEGClassifier(
            self.shape["network"],
            model_params=self.shape.get("arguments"),
            sfreq=self.shape.get("sfreq"),
            n_epochs=n_epochs,
            batch_size=self.shape["batch_size"],
            validation_fraction=None,
            verbose=False,
            random_state=0,
        ).fit(self.x, self.y)

    def predict(self) -> None:
        """Predict all trials."""
        self.clf.predict_proba(self.x)


class ManyNetworks(Estimator):
    """Several networks at once; its time is that of all of them."""

    fewest_passes = 10

    def train(self, n_epochs: int) -> None:
        """Train ``n_networks`` of other seeds on the same trials."""
        from eegmodels import models
        from eegmodels.fast import Course, Training, fit_many

        build = getattr(models, self.shape["network"])
        x, codes = self.x, self.y
        y = np.eye(self.shape["n_outputs"], dtype=np.float32)[codes]
        weight, every = np.ones(len(x), np.float32), np.arange(len(x))
        arguments = self.shape.get("arguments") or {}
        sizes = (x.shape[1], x.shape[2], self.shape["n_outputs"])
        networks = [
            build(*sizes, sfreq=self.shape.get("sfreq"), seed=k, **arguments)
            for k in range(self.shape["n_networks"])
        ]
        fit_many(
            [Training(net, x, y, weight, every, seed=0) for net in networks],
            Course(
                "categorical_crossentropy",
                ("accuracy",),
                n_epochs,
                self.shape["batch_size"],
                1e-3,
            ),
            progress=False,
        )

    def predict(self) -> None:
        """Nothing: the others measure it."""


class FastFit:
    """``model.fit`` of our networks, with an order of operations of their own."""

    backend = "jax"
    packages = ("jax", "keras")
    fewest_passes = 1
    plain = False

    def load(self, shape: dict[str, Any]) -> None:
        """Draw data and build."""
        import keras

        from eegmodels import models

        self.shape = shape
        self.x, codes = draw(shape)
        self.y = np.eye(shape["n_outputs"], dtype=np.float32)[codes]
        build = getattr(models, shape["network"])
        sizes = (shape["n_chans"], shape["n_times"], shape["n_outputs"])
        net = build(
            *sizes, sfreq=shape.get("sfreq"), seed=0, **(shape.get("arguments") or {})
        )
        self.model = keras.Model(net.input, net.output) if self.plain else net
        self.model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])

    def prepare(self) -> None:
        """Compile: train one pass."""
        self.train(1)
        self.predict()

    def train(self, n_epochs: int) -> None:
        """Fit for some passes, on with the same weights."""
        self.model.fit(
            self.x[..., None],
            self.y,
            batch_size=self.shape["batch_size"],
            epochs=n_epochs,
            verbose=0,
        )

    def predict(self) -> None:
        """Predict all trials."""
        batch_size = self.shape["batch_size"]
        self.model.predict(self.x[..., None], batch_size=batch_size, verbose=0)


class LayersOnJax(FastFit):
    """The same network layer by layer, as Keras runs it."""

    plain = True


class LayersOnTensorFlow(LayersOnJax):
    """What users of the reference collection have."""

    backend = "tensorflow"
    packages = ("tensorflow", "keras")


class LayersOnTorch(LayersOnJax):
    """Keras on PyTorch."""

    backend = "torch"
    packages = ("torch", "keras")


class Braindecode:
    """The peer's networks in PyTorch, with a loop as its users write it."""

    backend = "jax"
    packages = ("torch", "braindecode")
    fewest_passes = 1
    compiles = False

    def load(self, shape: dict[str, Any]) -> None:
        """Draw data and build."""
        import torch
        from braindecode import models

        torch.manual_seed(0)
        torch.set_num_threads(os.cpu_count() or 1)
        self.shape, self.torch = shape, torch
        x, y = draw(shape)
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)
        name, arguments = shape["peer"]
        sizes = {key: shape[key] for key in ("n_chans", "n_outputs", "n_times")}
        self.model = getattr(models, name)(**sizes, **arguments)
        self.run = torch.compile(self.model) if self.compiles else self.model
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def prepare(self) -> None:
        """Compile where asked: train one pass."""
        self.train(1)
        self.predict()

    def train(self, n_epochs: int) -> None:
        """Train for some passes in a shuffled order."""
        torch, size = self.torch, self.shape["batch_size"]
        loss = torch.nn.CrossEntropyLoss()
        self.model.train()
        for _ in range(n_epochs):
            for chosen in torch.randperm(len(self.x)).split(size):
                self.optimizer.zero_grad()
                loss(self.run(self.x[chosen]), self.y[chosen]).backward()
                self.optimizer.step()

    def predict(self) -> None:
        """Predict all trials, without gradients."""
        self.model.eval()
        with self.torch.no_grad():
            for part in self.x.split(self.shape["batch_size"]):
                self.run(part)


class BraindecodeCompiled(Braindecode):
    """The same through ``torch.compile``."""

    compiles = True


ENGINES: dict[str, type] = {
    "EEGClassifier": Estimator,
    "eegmodels, model.fit": FastFit,
    "eegmodels, many": ManyNetworks,
    "Keras on JAX": LayersOnJax,
    "Keras on TensorFlow": LayersOnTensorFlow,
    "Keras on PyTorch": LayersOnTorch,
    "braindecode": Braindecode,
    "braindecode, torch.compile": BraindecodeCompiled,
}


def memory() -> tuple[float, float]:
    """Give the memory of this process now, and its peak since ``forget``, in MiB."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    now, peak = (int(fields[key].split()[0]) for key in ("VmRSS", "VmHWM"))
    return now / 2**10, peak / 2**10


def forget() -> None:
    """Let the peak of memory begin anew."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def answer(engine: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Do what is asked, and say how long it took."""
    kind = request["do"]
    forget()
    before, _ = memory()
    actions: dict[str, Callable[[], Any]] = {
        "load": lambda: engine.load(request["shape"]),
        "prepare": lambda: engine.prepare(),
        "train": lambda: engine.train(request["n_epochs"]),
        "predict": lambda: engine.predict(),
    }
    start = time.perf_counter()
    actions[kind]()
    seconds = time.perf_counter() - start
    now, peak = memory()
    return {"seconds": seconds, "before_mib": before, "now_mib": now, "peak_mib": peak}


def main() -> None:
    engine = ENGINES[sys.argv[1]]()
    os.environ["KERAS_BACKEND"] = engine.backend
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print goes elsewhere
    import keras  # noqa: F401

    import eegmodels  # noqa: F401

    versions = {name: version(name) for name in (*engine.packages, "numpy")}
    hello = {
        "versions": versions,
        "python": platform.python_version(),
        "fewest_passes": engine.fewest_passes,
    }
    print(json.dumps(hello), file=out, flush=True)
    for line in sys.stdin:
        try:
            found = answer(engine, json.loads(line))
        except Exception as error:
            found = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(found), file=out, flush=True)


if __name__ == "__main__":
    main()
