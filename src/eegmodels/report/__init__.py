"""One page from a set of trials: scores against chance, kernels, filters, settings."""

from eegmodels.report._page import build_page
from eegmodels.report._result import ReportResult
from eegmodels.report._run import run_report
from eegmodels.report._summarize import summarize

__all__ = ["ReportResult", "build_page", "run_report", "summarize"]
