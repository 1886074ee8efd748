"""``python -m eegmodels`` is the same program as ``eegmodels``."""

from eegmodels.cli import main

if __name__ == "__main__":
    main()
