"""JAX's compilation, which takes most of the time of the suite."""

import os
from contextlib import contextmanager

import pytest


@contextmanager
def quick():
    """Save most of it; for what hangs neither on speed nor on last digits.

    LLVM optimizes little, and XLA writes its loops in the older way, whose code is a
    quarter as long. Other processes are told by their environment.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAX_DISABLE_MOST_OPTIMIZATIONS", "1")
        flags = os.environ.get("XLA_FLAGS", "")
        patch.setenv("XLA_FLAGS", f"{flags} --xla_cpu_use_fusion_emitters=false")
        if os.environ.get("KERAS_BACKEND", "jax") != "jax":
            yield
            return
        import jax
        from jax._src import compiler

        options = compiler.get_compile_options

        def shorter(*args, **kwargs):
            found = options(*args, **kwargs)
            found.env_option_overrides += [("xla_cpu_use_fusion_emitters", False)]
            return found

        patch.setattr(compiler, "get_compile_options", shorter)
        before = jax.config.values["jax_disable_most_optimizations"]
        jax.config.update("jax_disable_most_optimizations", True)
        try:
            yield
        finally:
            jax.config.update("jax_disable_most_optimizations", before)
