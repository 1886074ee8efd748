import mne
import numpy as np
import pytest

from eegmodels.data._events import break_samples, class_events, event_descriptions


def annotate(raw, *notes):
    onsets, kinds = zip(*notes, strict=True)
    return raw.set_annotations(mne.Annotations(onsets, 0.0, kinds))


def test_all_annotations_but_marks_of_breaks(make_raw):
    notes = [(1, "T2"), (2, "T1"), (3, "BAD_blink"), (4, "EDGE boundary")]
    notes += [(5, "boundary"), (6, "New Segment/"), (7, "bad"), (8, "T1")]
    raw = annotate(make_raw(), *notes)
    assert event_descriptions(raw) == ["T1", "T2"]
    found = class_events(raw)
    assert found.event_id == {"T1": 1, "T2": 2}
    np.testing.assert_array_equal(
        found.events, [[200, 0, 2], [400, 0, 1], [1600, 0, 1]]
    )


@pytest.mark.parametrize("first_samp", [0, 1234])
def test_samples_count_from_the_start_of_the_data(make_raw, first_samp):
    events = class_events(make_raw(first_samp=first_samp)).events
    assert events[0].tolist() == [round(2.0137 * 200), 0, 1]


def test_a_dict_chooses_names_and_merges(make_raw):
    raw = annotate(make_raw(), (1, "a"), (2, "b"), (3, "c"), (4, "d"))
    found = class_events(raw, {"late": ["c", "b"], "early": "a"})
    assert found.event_id == {"late": 1, "early": 2}
    assert found.events[:, 2].tolist() == [2, 1, 1]


def test_stim_codes(make_stim_raw):
    raw = make_stim_raw()
    assert class_events(raw).event_id == {"1": 1, "2": 2, "3": 3}
    found = class_events(raw, {"rare": 3, "other": [1, 2]})
    assert found.event_id == {"rare": 1, "other": 2}
    assert found.events[:, 2].tolist() == [2, 2, 2, 2, 1]
    assert found.events[:, 0].tolist() == [400, 1200, 2000, 2800, 3600]
    # On a command line codes are text.
    texts = class_events(raw, {"rare": "3", "other": ["1", "2"]})
    np.testing.assert_array_equal(texts.events, found.events)


def test_a_stim_channel_goes_before_annotations(make_stim_raw):
    raw = annotate(make_stim_raw(), (1, "a"), (2, "b"))
    assert class_events(raw).event_id == {"a": 1, "b": 2}
    by_channel = class_events(raw, stim_channel="STI 014")
    assert by_channel.event_id == {"1": 1, "2": 2, "3": 3}
    assert class_events(raw, {"x": 1, "y": 2}).events[:, 2].tolist() == [1, 2, 1, 2]


def test_nothing_to_find_says_what_was_looked_for(make_raw, make_stim_raw):
    bare = make_raw().set_annotations(None)
    with pytest.raises(ValueError, match=r"annotations \(none\) and stim .*\(none\)"):
        class_events(bare)
    flat = make_stim_raw(codes=(0, 0))
    with pytest.raises(ValueError, match="stim channel STI 014 stays at one value"):
        class_events(flat)
    with pytest.raises(ValueError, match=r"stim_channel='Trig' .*\(STI 014\)"):
        class_events(flat, stim_channel="Trig")


def test_unknown_events_are_named_with_what_is_there(make_raw, make_stim_raw):
    with pytest.raises(ValueError, match=r"events names T1, .*annotations are: left"):
        class_events(make_raw(), {"fists": "T1", "feet": "left"})
    with pytest.raises(ValueError, match=r"events names 7, .*stim codes are: 1, 2, 3"):
        class_events(make_stim_raw(), {"a": 1, "b": 7})


def test_one_class_is_not_enough(make_raw, make_stim_raw):
    raw = annotate(make_raw(), (1, "a"), (2, "a"))
    with pytest.raises(ValueError, match=r"1 class \(a\); at least 2"):
        class_events(raw)
    with pytest.raises(ValueError, match="names fewer than 2 classes"):
        class_events(make_raw(), {"left": "left"})
    with pytest.raises(ValueError, match="1 class"):
        class_events(make_stim_raw(codes=(4, 4, 4)))


def test_events_must_make_sense(make_raw):
    raw = make_raw()
    with pytest.raises(TypeError, match=r"events=\['left'\] is of type list"):
        class_events(raw, ["left"])
    with pytest.raises(ValueError, match="'left' to two classes, 'a' and 'b'"):
        class_events(raw, {"a": "left", "b": ["right", "left"]})
    with pytest.raises(ValueError, match="a name and at least one annotation"):
        class_events(raw, {"a": "left", "b": []})


def test_two_classes_at_one_moment(make_raw):
    raw = annotate(make_raw(), (1, "a"), (2, "a"), (2, "b"), (3, "b"))
    with pytest.raises(ValueError, match=r"1 moments .* at 2 s \(a and b\)"):
        class_events(raw)


def test_repeats_of_one_event_count_once(make_raw):
    raw = annotate(make_raw(), (1, "a"), (2, "b"), (2, "c"), (3, "a"))
    assert len(class_events(raw, {"x": "a", "y": ["b", "c"]}).events) == 3


def test_breaks(make_raw):
    whole = mne.concatenate_raws([make_raw(seconds=20), make_raw(seconds=30)])
    assert break_samples(whole).tolist() == [4000]
    raw = annotate(make_raw(), (0, "New Segment/"), (7, "boundary"), (9, "left"))
    assert break_samples(raw).tolist() == [1400]
