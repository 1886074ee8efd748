import json

import pytest

from eegmodels.data import PRESETS, Preset, get_preset

# Table 1 of the EEGNet paper, the SSVEP paper, and the preset of the report.
PUBLISHED = {
    "motor-imagery": (8, 30, 128, 384),
    "p300": (1, 40, 128, 128),
    "ern": (1, 40, 128, 160),
    "mrcp": (0.1, 40, 128, 192),
    "smr": (4, 40, 128, 256),
    "ssvep": (9, 30, 256, 256),
}


def test_the_presets_are_the_published_ones():
    found = {
        name: (preset.l_freq, preset.h_freq, preset.sfreq, preset.n_times)
        for name, preset in PRESETS.items()
    }
    assert found == PUBLISHED


def test_only_smr_standardises_and_only_ssvep_is_a_butterworth():
    moving = {name for name, p in PRESETS.items() if p.moving_standardisation}
    assert moving == {"smr"}
    assert PRESETS["smr"].moving_standardisation == 0.999
    assert {name for name, p in PRESETS.items() if p.method == "iir"} == {"ssvep"}


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_says_where_it_comes_from_and_survives_json(name):
    preset = PRESETS[name]
    assert preset.name == name
    assert preset.reference
    assert Preset.from_dict(json.loads(json.dumps(preset.to_dict()))) == preset


def test_windows_are_half_open():
    assert get_preset(None, tmin=0, tmax=1).n_times_at(128) == 128
    assert get_preset("motor-imagery", sfreq=160).n_times == 480
    assert get_preset("motor-imagery").first_sample_at(128) == 64
    assert get_preset("motor-imagery", sfreq=None).n_times is None


def test_overrides_change_a_copy_and_are_told():
    changed = get_preset("motor-imagery", l_freq=4, h_freq=40)
    assert changed.changes == {"l_freq": 4, "h_freq": 40}
    assert PRESETS["motor-imagery"].l_freq == 8
    assert get_preset("p300").changes == {}
    assert get_preset(changed, l_freq=None).l_freq is None


def test_none_needs_a_window():
    preset = get_preset(None, tmin=-0.5, tmax=1)
    assert (preset.l_freq, preset.h_freq, preset.sfreq) == (None, None, None)
    assert preset.changes == {}
    with pytest.raises(ValueError, match=r"preset=None .* give tmax in seconds"):
        get_preset(None, tmin=0)


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"l_freq": 30, "h_freq": 8}, "l_freq=30 Hz is not below h_freq=8 Hz"),
        ({"h_freq": 64}, "h_freq=64 Hz is not below half of sfreq=128 Hz"),
        ({"l_freq": 70, "h_freq": None}, "l_freq=70 Hz is not below half"),
        ({"tmin": 4}, "tmin=4 s is not before tmax=3.5 s"),
        ({"tmax": 0.501}, "holds no sample at sfreq=128 Hz"),
        ({"sfreq": -1}, "sfreq=-1 is outside"),
        ({"tmin": float("nan")}, "tmin=nan is outside"),
        ({"method": "fft"}, "method='fft' is not one of 'fir' or 'iir'"),
        ({"scaling": "robust"}, "scaling='robust' is not one of"),
        ({"moving_standardisation": 1}, "moving_standardisation=1 is outside"),
        ({"h_frq": 40}, r"setting='h_frq' .* Did you mean 'h_freq'"),
        ({"name": "mine"}, "setting='name' is not one of"),
    ],
)
def test_contradictions_are_refused(overrides, message):
    with pytest.raises(ValueError, match=message):
        get_preset("motor-imagery", **overrides)


def test_unknown_presets_are_refused():
    with pytest.raises(ValueError, match=r"'motor_imagery'.*mean 'motor-imagery'"):
        get_preset("motor_imagery")
    with pytest.raises(TypeError, match="preset=3 is of type int; give a name"):
        get_preset(3)
    with pytest.raises(TypeError, match="l_freq='8' is of type str; give a number"):
        get_preset("p300", l_freq="8")
    with pytest.raises(ValueError, match="setting='lowpass' is not one of"):
        Preset.from_dict({"tmin": 0, "tmax": 1, "lowpass": 3})
