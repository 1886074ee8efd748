"""The checks: one record for each, from which all else derives."""

from collections.abc import Callable
from dataclasses import dataclass

from eegmodels.explain._checking._agreement import agreement
from eegmodels.explain._checking._batches import batches
from eegmodels.explain._checking._cascade import cascade
from eegmodels.explain._checking._completeness import completeness
from eegmodels.explain._checking._curves import deletion, insertion
from eegmodels.explain._checking._examined import Examined, Finding
from eegmodels.explain._checking._labels import labels
from eegmodels.explain._checking._sensitivity import sensitivity
from eegmodels.explain._checking._untouched import untouched


@dataclass(frozen=True)
class Checking:
    """One check of relevances.

    Attributes
    ----------
    name : str
    about : "computation" | "network"
        Whether it asks if the numbers are computed rightly, or if they say what the
        network does.
    asks, expected, cannot_show, reference : str
        The question, what passes, what a pass does not mean, and the source.
    run : callable
        ``run(examined)``: whether it was passed, words, numbers.
    """

    name: str
    about: str
    asks: str
    expected: str
    cannot_show: str
    reference: str
    run: Callable[[Examined], Finding]


CHECKS = {
    checking.name: checking
    for checking in (
        Checking(
            name="completeness",
            about="computation",
            asks="Do the relevances of a trial add up to what its logit differs by "
            "from the baseline's?",
            expected="a residual within what the method promises",
            cannot_show="A right sum can be shared out wrongly among samples.",
            reference="Sundararajan et al. 2017, arXiv:1703.01365",
            run=completeness,
        ),
        Checking(
            name="batches",
            about="computation",
            asks="Is the relevance of a trial the same whichever trials are beside it, "
            "and when it is asked for again?",
            expected="no difference beyond the rounding of float32",
            cannot_show="What is the same each time can be wrong each time.",
            reference="none; an error found in other software",
            run=batches,
        ),
        Checking(
            name="cascade",
            about="network",
            asks="Do relevances change when the layers, from the output down, are "
            "drawn anew?",
            expected="a rank correlation below 0.5 at the end",
            cannot_show="That relevances hang on the weights does not make them right: "
            "any that follow the network at all do.",
            reference="Adebayo et al. 2018, arXiv:1810.03292",
            run=cascade,
        ),
        Checking(
            name="labels",
            about="network",
            asks="Do relevances change when the network is trained on shuffled labels?",
            expected="less alike than after another training on the true labels, and "
            "a rank correlation below 0.5",
            cannot_show="That relevances hang on the labels does not mean that they "
            "show the brain: artefacts can go with labels too.",
            reference="Adebayo et al. 2018, arXiv:1810.03292",
            run=labels,
        ),
        Checking(
            name="deletion",
            about="network",
            asks="Does the logit fall faster when the most relevant samples are "
            "replaced by the baseline first?",
            expected="below the reversed order and, whichever class is explained, "
            "below random orders of the same smoothness, by intervals over trials that "
            "leave out 0",
            cannot_show="A trial with holes is unlike any of the training, and what "
            "the network says of it need not be what it says of whole ones.",
            reference="Samek et al. 2017, doi:10.1109/TNNLS.2016.2599820; its reverse: "
            "Apicella et al. 2022, arXiv:2210.06554",
            run=deletion,
        ),
        Checking(
            name="insertion",
            about="network",
            asks="Does the logit rise faster when the most relevant samples are put "
            "into the baseline first?",
            expected="above the reversed order and, whichever class is explained, "
            "above random orders of the same smoothness, by intervals over trials that "
            "leave out 0",
            cannot_show="Few samples on a flat baseline are unlike any trial of the "
            "training.",
            reference="Petsiuk et al. 2018, arXiv:1806.07421",
            run=insertion,
        ),
        Checking(
            name="sensitivity",
            about="network",
            asks="Do the relevances of a part add up to what the logit loses without "
            "it?",
            expected="sums over windows at one electrode correlate with losses, more "
            "than those of the same relevance moved elsewhere",
            cannot_show="Parts that say the same are not lost one by one, so a "
            "correlation well below 1 need not be an error.",
            reference="Ancona et al. 2018, arXiv:1711.06104; Cui et al. 2023, "
            "doi:10.3389/fncom.2023.1232925",
            run=sensitivity,
        ),
        Checking(
            name="agreement",
            about="network",
            asks="Do other methods say the same?",
            expected="a rank correlation of at least 0.5 with half of the others",
            cannot_show="Methods that are made alike can share an error.",
            reference="none",
            run=agreement,
        ),
        Checking(  # the last one: it looks at what the others have left
            name="untouched",
            about="computation",
            asks="Is the network as it was: weights, BatchNorm statistics, flags?",
            expected="no difference in any bit",
            cannot_show="A network that stays as it is can still be explained wrongly.",
            reference="none; an error found in other software",
            run=untouched,
        ),
    )
}
