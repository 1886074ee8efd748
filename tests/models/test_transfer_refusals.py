"""What is refused when a network is to start from a trained one, and in which words."""

import keras
import pytest

from eegmodels.models import EEGNet, EEGNetSSVEP, as_network, stages, transfer

pytestmark = pytest.mark.usefixtures("quick_compilation")

CHANNELS = ["C3", "Cz", "C4"]
STAGES = ["temporal", "spatial", "separable", "dense"]
SIZES = {"F1": 2, "D": 1, "kernel_length": 5, "first_pool": 2}
NAMED = {"source_ch_names": CHANNELS}


@pytest.mark.parametrize(
    ("given", "error", "match"),
    [
        ({"sfreq": 250}, ValueError, r"sfreq=250 Hz.* at 128 Hz.*resample\(128\)"),
        ({"sfreq": -1}, ValueError, "sfreq=-1 is outside"),
        ({"F1": 4}, ValueError, "F1=4 differs .*F1=2.* Leave F1 out"),
        (
            {"n_chans": 2},
            ValueError,
            "n_chans=2 differs .*ch_names and source_ch_names",
        ),
        (
            {"f1": 2},
            TypeError,
            "EEGNet has no argument 'f1'; it was built with n_chans",
        ),
        ({"n_outputs": 1}, ValueError, "n_outputs=1 is too small"),
        ({"n_times": 3}, ValueError, "n_times=3 is too short for EEGNet"),
        ({"ch_names": ["C3"]}, ValueError, "ch_names names 1 .*give source_ch_names"),
        ({"source_ch_names": ["C3"]}, ValueError, "has 1 names; the source has 3"),
        ({"ch_names": "C3", **NAMED}, TypeError, "ch_names='C3' is no list of names"),
        ({"ch_names": [3], **NAMED}, TypeError, r"ch_names=\[3\] is no list of names"),
        ({"ch_names": [], **NAMED}, ValueError, "ch_names is empty"),
        (
            {"ch_names": ["C3", "C3"], **NAMED},
            ValueError,
            "ch_names names C3 more than once",
        ),
        (
            {"ch_names": ["C3", "CZ", "Pz"], **NAMED},
            ValueError,
            "2 of 3 channels that the source lacks: CZ, Pz. It has C3, Cz, C4. "
            "Did you mean 'Cz'.*new_channels='fresh'",
        ),
        (
            {"ch_names": ["Oz"], "new_channels": "fresh", **NAMED},
            ValueError,
            "shares no channel with the source: Oz against C3, Cz, C4",
        ),
        ({"new_channels": "zero"}, ValueError, "new_channels='zero' is not one of"),
        (
            {"freeze": "temporl"},
            ValueError,
            "freeze='temporl' is not one of .*'separable' or 'dense'.*mean 'temporal'",
        ),
        ({"freeze": 1}, TypeError, "freeze=1 is of type int; give the name"),
        ({"freeze": STAGES}, ValueError, "all stages.*nothing to train"),
        (
            {"freeze": "dense", "n_outputs": 3},
            ValueError,
            "'dense' starts afresh .3 outputs in place of 2. and would never be",
        ),
        (
            {
                "freeze": "spatial",
                "new_channels": "fresh",
                "ch_names": ["C3", "Pz"],
                **NAMED,
            },
            ValueError,
            "'spatial' starts afresh .1 of 3 channels, by name; afresh: Pz. and would",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_name(given, error, match):
    with pytest.raises(error, match=match):
        transfer(EEGNet(3, 48, 2, **SIZES), **given)


def test_an_argument_of_another_network_is_refused():
    with pytest.raises(TypeError, match="EEGNetSSVEP has no argument 'norm_rate'"):
        transfer(EEGNetSSVEP(3, 48, 2, **SIZES), norm_rate=1.0)


def test_a_source_must_know_how_it_was_built():
    net = EEGNetSSVEP(3, 48, 2, **SIZES)
    plain = keras.Model(net.inputs, net.outputs, name="plain")
    with pytest.raises(TypeError, match=r"source is a Functional; give a network of"):
        transfer(plain)
    with pytest.raises(ValueError, match="'plain', does not know how it was built"):
        transfer(as_network(plain))
    wrong = EEGNet(3, 48, 2, **SIZES).design
    with pytest.raises(ValueError, match=r"'separable'; by its design .*changed after"):
        transfer(as_network(plain, wrong))
    with pytest.raises(TypeError, match="network is a str; give a keras"):
        stages("EEGNet")
