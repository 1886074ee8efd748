"""JAX's compilation, which takes most of the time of the suite."""

import os
from contextlib import contextmanager

import pytest


@contextmanager
def quick():
    """Save a quarter of it; for what hangs neither on speed nor on last digits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")  # of other processes
        if os.environ.get("KERAS_BACKEND", "jax") != "jax":
            yield
            return
        import jax

        before = jax.config.values["jax_disable_most_optimizations"]
        jax.config.update("jax_disable_most_optimizations", True)
        try:
            yield
        finally:
            jax.config.update("jax_disable_most_optimizations", before)
