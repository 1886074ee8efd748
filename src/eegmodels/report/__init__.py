"""Pages: a report of a recording, a page that explains a model, a demonstration."""

from eegmodels.report._demo import DemoResult, run_demo
from eegmodels.report._explain_run import ExplainResult, run_explanation
from eegmodels.report._page import build_page
from eegmodels.report._result import ReportResult
from eegmodels.report._run import run_report
from eegmodels.report._summarize import summarize

__all__ = [
    "DemoResult",
    "ExplainResult",
    "ReportResult",
    "build_page",
    "run_demo",
    "run_explanation",
    "run_report",
    "summarize",
]
