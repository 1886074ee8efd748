"""Figures of the three approaches, each with how it may mislead."""

from typing import Any

from eegmodels.report._explaining import MOST_CLASSES, Explanation
from eegmodels.report._picture import Picture, as_picture
from eegmodels.results import Relevance
from eegmodels.viz import (
    plot_activations,
    plot_electrodes,
    plot_spatial_filters,
    plot_temporal_kernels,
    visible,
)

MOST = 16  # kernels or filters that are drawn
N_FILTERS = 4  # whose signals are drawn; all are in the model


def draw_explanation(explanation: Explanation) -> list[Picture]:
    """Draw what there is, in the order of the page."""
    pictures = []
    if explanation.averages is not None:
        pictures.append(_activations(explanation))
    if explanation.kernels is not None:
        pictures.append(_kernels(explanation))
    if explanation.shows_filters:
        pictures.append(_filters(explanation))
        if pictures[-1].numbers["kind"] == "maps":
            pictures.append(_electrodes(explanation))
    if explanation.relevance is not None:
        pictures += _relevances(explanation)
    return pictures


def _activations(explanation: Explanation) -> Picture:
    averages, power, filters = (
        explanation.averages,
        explanation.power,
        explanation.filters,
    )
    assert averages is not None
    assert filters is not None
    n_spatial = filters.filters.shape[1]
    rows = [f * n_spatial + d for f, d in explanation.ranked[:N_FILTERS]]
    figure, numbers = plot_activations(
        averages, power=power, spatial=filters, rows=rows
    )
    ranked = "costliest first" if explanation.ablation is not None else "the first ones"
    parts = [
        f"Signals behind the spatial filters, {ranked}. Left: mean of each class "
        f"against time in seconds, with a {100 * averages.level:g} % band at each time "
        f"by itself; unit: {averages.unit}."
    ]
    if numbers["power_kind"] == "difference":
        first, second = (visible(name) for name in numbers["contrast"])
        parts.append(
            f"Middle: Morlet power of {first} minus that of {second} by time and Hz, "
            "in that unit squared; outside of the dotted lines the ends of the epoch "
            "take part."
        )
    elif numbers["power_kind"] == "power":
        parts.append("Middle: Morlet power by time and Hz, in that unit squared.")
    if numbers["left_out_hz"]:
        listed = ", ".join(f"{hz:.3g}" for hz in numbers["left_out_hz"])
        parts.append(f"Left out, since their wavelets do not fit: {listed} Hz.")
    if numbers["reason"] is None:
        parts.append("Right: weights of the filter and its pattern, nose up.")
    return as_picture(
        figure,
        numbers,
        key="activations",
        section="activations",
        alt="Averaged signals of spatial filters by class, power, and maps.",
        caption=" ".join(parts),
        caution="The trials trained the network, so classes differ here more than in "
        "new ones. Sizes of two filters cannot be compared, and a sign is arbitrary. "
        "Bands at each time do not hold for a whole course. Rhythms that are not "
        "locked to the event vanish in the mean and show in the power alone.",
    )


def _kernels(explanation: Explanation) -> Picture:
    assert explanation.kernels is not None
    kernels = explanation.kernels
    merged = kernels.opening == "merged"
    rows = _rows(explanation, len(kernels.kernels))
    figure, numbers = plot_temporal_kernels(kernels, rows=rows)
    return as_picture(
        figure,
        numbers,
        key="kernels",
        section="kernels",
        alt="Each temporal kernel over time, and its frequency response.",
        caption=(
            "Left: best single course of each merged kernel, over"
            if merged
            else "Left: weights of each temporal kernel against"
        )
        + " time in seconds. "
        + _how_many(numbers["rows"], len(kernels.kernels))
        + "Right: amplitude of its frequency response against Hz (dashed), and the "
        "same times the amplitude spectrum of the data, which is what passes (solid), "
        "each as a share of its maximum. Triangle: peak of what passes; bar: its "
        "width at half power; diamond: what the paper's count of visible cycles gives. "
        "Grey, where there was a filter: pass band of the data.",
        caution="A peak inside the pass band is not a finding by itself: the band-pass "
        "filter put most of the data's power there. Kernels of another seed differ.",
    )


def _filters(explanation: Explanation) -> Picture:
    assert explanation.filters is not None
    spatial, kernels = explanation.filters, explanation.kernels
    of_kernels = spatial.opening == "temporal-spatial"
    n_temporal, n_spatial, _ = spatial.filters.shape
    figure, numbers = plot_spatial_filters(
        spatial.standardised(),
        peak_hz=None if kernels is None else kernels.peak_hz,
        rows=_rows(explanation, n_temporal if of_kernels else n_spatial),
    )
    filter_unit, pattern_unit = numbers["units"]
    drawn = _how_many(numbers["places"], n_temporal * n_spatial)
    if numbers["kind"] == "maps":
        row = (
            "A row is a temporal kernel with its peak in Hz and |r|, the correlation "
            "between its filters' outputs."
            if of_kernels
            else "The filters act on the raw signals."
            if kernels is None
            else "Beside each filter: the peak of its kernel in Hz."
        )
        form = (
            f"Heads from above, nose up. {row} {drawn}Limits of the "
            "colours stand above each map; dashed contours are negative, dots are "
            "electrodes."
        )
    else:
        form = (
            "A row is an electrode, a column a filter"
            + (" (number of its kernel, point, its own)" if of_kernels else "")
            + f", coloured as a share of the column's limit; {drawn}"
            "a minus sign marks negative cells beyond a quarter of it."
        )
    return as_picture(
        figure,
        numbers,
        key="filters",
        section="kernels",
        alt="Spatial filters and their patterns over the electrodes.",
        caption=f"Spatial filters (weight of each electrode, {filter_unit}) and their "
        f"patterns ({pattern_unit} at each electrode; SD: standard deviation of the "
        "filter's output). The electrode where a pattern is largest was made positive. "
        f"{form}",
        caution="A filter is not a scalp map of a source: it also suppresses what "
        "disturbs. Only its pattern may be read so (Haufe et al. 2014). The "
        "network fixes the sign of neither. Filters "
        + ("of one kernel " if of_kernels else "")
        + "with |r| near 1 say the same thing."
        + (MERGED if spatial.opening == "merged" else ""),
    )


MERGED = (
    " Each filter has a kernel over electrodes and time; the map is the electrodes' "
    "part of its best single course, and may leave out much."
)


def _rows(explanation: Explanation, n: int) -> list[int] | None:
    """Choose the costliest, where there are more than can be drawn; in their order."""
    if n <= MOST:
        return None
    assert explanation.filters is not None
    of_kernels = explanation.filters.opening == "temporal-spatial"
    ranked = [f if of_kernels else d for f, d in explanation.ranked]
    return sorted(list(dict.fromkeys(ranked))[:MOST])


def _how_many(drawn: list[Any], n: int) -> str:
    if len(drawn) == n:
        return ""
    return f"Drawn are {len(drawn)} of {n}, those that cost most to lose. "


def _electrodes(explanation: Explanation) -> Picture:
    assert explanation.filters is not None
    assert explanation.filters.info is not None
    figure, numbers = plot_electrodes(explanation.filters.info)
    return as_picture(
        figure,
        numbers,
        key="electrodes",
        section="kernels",
        alt="Head from above with the name of each electrode.",
        caption="Which electrode is where: head from above, nose up, no unit. As on a "
        "10-20 chart the circle runs through Fpz, T7, Oz and T8.",
        caution="Positions are those of the recording or, where it had none, of a "
        "template by name; caps sit up to a centimetre off.",
    )


def _relevances(explanation: Explanation) -> list[Picture]:
    found = explanation.relevance
    assert found is not None
    assert explanation.of_class is not None
    pictures = []
    for k, (name, average) in enumerate(explanation.of_class.items()):
        if k == MOST_CLASSES:
            break
        n = average.settings["n_averaged"]
        pictures.append(
            _relevance(
                average,
                0,
                key=f"relevance-{k + 1}",
                what=f"mean over the {n} trials of {visible(name)}",
                explanation=explanation,
                caution="A mean keeps what is locked to the event and hides what "
                "varies from trial to trial. ",
            )
        )
    for k, trial in enumerate(list(explanation.examples)[:MOST_CLASSES]):
        name = found.target[trial] if found.labels is None else found.labels[trial]
        pictures.append(
            _relevance(
                found,
                trial,
                key=f"trial-{k + 1}",
                what=f"trial {trial + 1}, of {visible(name)}, the one whose logit is "
                "the middle one of its class",
                explanation=explanation,
                caution="One trial is an example, not evidence. ",
            )
        )
    return pictures


def _relevance(
    found: Relevance,
    trial: int,
    *,
    key: str,
    what: str,
    explanation: Explanation,
    caution: str,
) -> Picture:
    figure, numbers = found.plot(trial=trial)
    seen = (
        "Each trial was explained by the network of its fold, which had not seen it."
        if explanation.held_out
        else "The network may have been trained on these trials."
    )
    return as_picture(
        figure,
        numbers,
        key=key,
        section="relevance",
        alt="Relevance by electrode and time, its sum, and maps.",
        caption=f"Relevance ({found.method}, baseline {found.baseline}) for "
        f"{_target(found, trial)}: {what}. By electrode and time, in {found.unit} for "
        f"each sample; {_colours(found)} The curve is their sum over electrodes. "
        + (
            "Maps: sums over 50 ms at the times of the largest relevance, in "
            f"{found.unit}. "
            if numbers["reason"] is None
            else ""
        )
        + seen,
        caution=f"{caution}Relevance says what the network used, not where a source "
        f"is{_against(found)}. Signs follow the phase of the signal; neighbours may "
        "be used to suppress noise.",
    )


def _colours(found: Relevance) -> str:
    """Say what the colours mean."""
    if found.method == "saliency":
        return "the darker, the more a change there would change the logit."
    if found.settings.get("per_unit"):
        return "where it is red, more voltage would speak for it, blue against it."
    return "red speaks for it, blue against it."


def _against(found: Relevance) -> str:
    if found.settings.get("per_unit"):
        return ""
    return ", and only against its baseline, here no signal at all"


def _target(found: Relevance, trial: int) -> str:
    target: Any = found.target[trial]
    if isinstance(target, tuple):
        return f"{visible(target[0])} against {visible(target[1])}"
    return visible(target)
