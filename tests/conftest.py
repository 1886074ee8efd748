"""What holds for all tests."""

import os

# Before any test imports Keras, which would take TensorFlow, installed or not.
import eegmodels  # noqa: F401

os.environ.setdefault("MNE_DONTWRITE_HOME", "true")
