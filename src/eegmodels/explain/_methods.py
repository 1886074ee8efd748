"""The methods of relevance: one record for each, from which all else derives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eegmodels._checks import check_option
from eegmodels.explain._computing import (
    absolute_gradient,
    integrated,
    multiplied,
    smoothed,
)
from eegmodels.explain._occlusion import occluded
from eegmodels.explain._slopes import (
    Slopes,
    gradient_slopes,
    lrp_slopes,
    rescale_slopes,
)


@dataclass(frozen=True)
class Method:
    """One method of relevance.

    Attributes
    ----------
    name, summary, misleads, reference : str
    complete : bool
        Whether relevances sum to the difference of the logit to the baseline's.
    baseline : str
        "any": against a baseline of one's choice; "zero": against zero at the
        network's input, which is part of the method; "none": its relevances are
        slopes, in logits per unit of the data, and there is nothing to add up to.
    tolerance : float
        What float32 and quadrature may leave as residual of a complete method, as a
        share of the range of the logits.
    options : dict
        Names of its options in ``relevance``, with their defaults.
    slopes : callable
        ``slopes(**options)``: what stands for derivatives in the walk.
    compute : callable
        ``compute(task, **options)``: relevance, logits, logits of the baseline.
    """

    name: str
    summary: str
    misleads: str
    reference: str
    complete: bool
    baseline: str = "any"
    tolerance: float = 1e-5
    options: dict[str, Any] = field(default_factory=dict)
    slopes: Callable[..., Slopes] = gradient_slopes
    compute: Callable[..., tuple[Any, Any, Any]] = multiplied

    @property
    def is_slope(self) -> bool:
        """Whether relevances are slopes, per unit of the data."""
        return self.baseline == "none"


METHODS = {
    method.name: method
    for method in (
        Method(
            name="deeplift",
            summary="contribution of each sample to the logit against a baseline, by "
            "the secants of the non-linearities (Rescale rule)",
            misleads="where the baseline is no meaningful absence of signal",
            reference="Shrikumar et al. 2017, arXiv:1704.02685; Ancona et al. 2018, "
            "arXiv:1711.06104",
            complete=True,
            slopes=rescale_slopes,
        ),
        Method(
            name="integrated_gradients",
            summary="slope of the logit, averaged along the straight path from the "
            "baseline to the trial, times the difference to the baseline",
            misleads="where the baseline is no meaningful absence of signal, and where "
            "the slope jumps along the path: few nodes then miss part of the logit",
            reference="Sundararajan et al. 2017, arXiv:1703.01365",
            complete=True,
            tolerance=1e-3,
            options={"n_nodes": 64},
            compute=integrated,
        ),
        Method(
            name="gradient_x_input",
            summary="slope of the logit at the trial times the difference to the "
            "baseline",
            misleads="where a unit saturates: its slope is small however much it says",
            reference="Ancona et al. 2018, arXiv:1711.06104",
            complete=False,
        ),
        Method(
            name="lrp",
            summary="share of each sample in the logit, by the ratio of output to "
            "input of each non-linearity (epsilon-LRP)",
            misleads="where biases and the offsets of BatchNorm say much, as they keep "
            "part of the relevance, and where a non-linearity is not zero at zero, as "
            "the log: its ratio has a pole there",
            reference="Bach et al. 2015, doi:10.1371/journal.pone.0130140; Ancona et "
            "al. 2018, arXiv:1711.06104",
            complete=False,
            baseline="zero",
            options={"epsilon": 1e-4},
            slopes=lrp_slopes,
        ),
        Method(
            name="saliency",
            summary="absolute slope of the logit: how much it would change if this "
            "sample did",
            misleads="as an account of what was said: a sample may matter much and not "
            "have spoken, and a saturated unit has no slope",
            reference="Simonyan et al. 2014, arXiv:1312.6034",
            complete=False,
            baseline="none",
            compute=absolute_gradient,
        ),
        Method(
            name="smooth_grad",
            summary="mean slope of the logit over trials with added noise, with sign",
            misleads="as saliency does, and by its noise, which is no EEG",
            reference="Smilkov et al. 2017, arXiv:1706.03825",
            complete=False,
            baseline="none",
            options={"n_samples": 32, "noise": 0.5, "random_state": 0},
            compute=smoothed,
        ),
        Method(
            name="occlusion",
            summary="loss of the logit when a part of the trial (electrode, region, "
            "time window, frequency band) is replaced by the baseline",
            misleads="where two parts say the same: either one alone costs nothing; "
            "and where what is left is unlike any trial of the training",
            reference="Zeiler and Fergus 2014, arXiv:1311.2901",
            complete=False,
            options={"occlude": "electrode", "band": None},
            compute=occluded,
        ),
    )
}


def get_method(name: str) -> Method:
    """Look up a method by name."""
    check_option("method", name, METHODS)
    return METHODS[name]
