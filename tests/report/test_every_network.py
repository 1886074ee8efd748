"""A report for each network but EEGNet, which the other files here are about.

On JAX, where compiling takes long, one for each kind of opening; on the others all.
"""

import keras
import pytest

from eegmodels import EEGClassifier
from eegmodels.report import run_report

pytestmark = pytest.mark.usefixtures("quick_compilation")

SMALL = {"EEGNetSSVEP": {"F1": 4, "F2": 4, "kernel_length": 32}}
TEXTS = {
    "EEGNetSSVEP": "temporal kernel",
    "EEGNetV1": "The network has no temporal kernels: its 16 spatial filters act on",
    "DeepConvNet": "each of its 25 outputs is a filter with a kernel of its own",
    "ShallowConvNet": "each of its 40 outputs is a filter with a kernel of its own",
}


OPENINGS = ("EEGNetV1", "ShallowConvNet")
MODELS = OPENINGS if keras.backend.backend() == "jax" else tuple(TEXTS)


@pytest.mark.parametrize("model", MODELS)
def test_every_network_is_reported(model, make_epochs, tmp_path):
    result = run_report(
        make_epochs(n_trials=16),
        output=tmp_path,
        model=model,
        model_params=SMALL.get(model),
        n_epochs=1,
        n_folds=2,
        batch_size=64,
    )
    page = result.report.read_text(encoding="utf-8")
    assert TEXTS[model] in " ".join(page.split())
    for section in ("Approach 1", "Approach 2", "Approach 3", "Checks"):
        assert section in page
    again = EEGClassifier.load(result.model)
    assert again.model == model
    assert again.predict(make_epochs(n_trials=16)).shape == (16,)
