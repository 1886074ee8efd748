"""What checks of relevances found: numbers, and a verdict in words."""

from dataclasses import dataclass, field
from typing import Any

from eegmodels._checks import check_option
from eegmodels.results._drawing import draw
from eegmodels.results._saving import Saved

MARKS = {True: "passed", False: "FAILED", None: "not judged"}


@dataclass(frozen=True)
class Check(Saved):
    """One check of relevances.

    Attributes
    ----------
    name : str
    about : "computation" | "network"
        Whether it asks if the numbers are computed rightly, or if they say what the
        network does.
    asks, expected : str
        The question, and what passes.
    passed : bool | None
        None where it cannot be judged.
    words : str
        What was found.
    cannot_show : str
        What a pass does not mean.
    numbers : dict
        What the words and the figure are made of.
    """

    name: str
    about: str
    asks: str
    expected: str
    passed: bool | None
    words: str
    cannot_show: str
    numbers: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}: {MARKS[self.passed]}. {self.words}"


@dataclass(frozen=True)
class Checks(Saved):
    """Checks of the relevances of one network by one method.

    Attributes
    ----------
    checks : list of Check
        ``checks["cascade"]`` of this record gives one by its name.
    method, baseline : str
        Names of what was checked.
    n_trials : int
        Trials that were used.
    settings : dict
    """

    checks: list[Check]
    method: str
    baseline: str
    n_trials: int
    settings: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Check:
        check_option("name", name, [check.name for check in self.checks])
        return next(check for check in self.checks if check.name == name)

    def __contains__(self, name: object) -> bool:
        return any(check.name == name for check in self.checks)

    def named(self, passed: bool | None) -> list[str]:
        """Name the checks that were passed, failed, or (None) not judged."""
        return [check.name for check in self.checks if check.passed is passed]

    @property
    def verdict(self) -> str:
        """Say in plain words what was found, and what it cannot show."""
        lines = [self._finding()]
        lines += [f"Failed: {c}" for c in map(_told, self._of(False))]
        lines += [f"Not judged: {c}" for c in map(_told, self._of(None))]
        if self.named(True):
            lines.append(f"Passed: {', '.join(self.named(True))}.")
        lines.append(
            "What this cannot show: that the relevance is right, that it shows where a "
            "source is, or that the network decodes anything at all; look at its "
            "score first."
        )
        lines += [f"- {check.name}: {check.cannot_show}" for check in self._of(True)]
        return "\n".join(lines)

    def _of(self, passed: bool | None) -> list[Check]:
        return [check for check in self.checks if check.passed is passed]

    def _finding(self) -> str:
        n_passed, n_judged = len(self._of(True)), len(self.checks) - len(self._of(None))
        counted = f"{n_passed} of {n_judged} checks passed"
        trials = f"{self.method}, {self.n_trials} trials"
        wrong = [check for check in self._of(False) if check.about == "computation"]
        if wrong:
            return (
                f"Do not use these relevances ({trials}): they are not computed as "
                f"they should be. {counted}."
            )
        if self._of(False):
            return (
                f"Read these relevances with care ({trials}): they are computed as "
                f"they should be as far as was checked, but do not all say what the "
                f"network does. {counted}."
            )
        if n_judged == 0:
            return f"Nothing can be said of these relevances ({trials})."
        return f"Nothing was found against these relevances ({trials}): {counted}."

    def table(self) -> list[dict[str, Any]]:
        """List the checks, as rows that ``pandas.DataFrame`` takes.

        Returns
        -------
        list of dict
            ``check``, ``passed``, ``found``, ``expected``, ``asks``, ``cannot_show``.
        """
        return [
            {
                "check": check.name,
                "passed": check.passed,
                "found": check.words,
                "expected": check.expected,
                "asks": check.asks,
                "cannot_show": check.cannot_show,
            }
            for check in self.checks
        ]

    def plot(self) -> tuple[Any, dict[str, Any]]:
        """Draw curves, correlations and agreement of the checks, and what passed.

        Returns
        -------
        figure : matplotlib Figure
        numbers : dict
            As ``eegmodels.viz.plot_checks``.
        """
        return draw(self)

    def __str__(self) -> str:
        return self.verdict


def _told(check: Check) -> str:
    return f"{check.name}. {check.asks} {check.words}"
