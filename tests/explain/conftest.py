"""What holds for all tests of explanations."""

import pytest


@pytest.fixture(scope="module", autouse=True)
def _quickly(quick_compilation):
    """Each compiles a network or two and runs them once."""
