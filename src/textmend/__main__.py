"""`python -m textmend` is the command line."""

import sys

from textmend.cli import main

if __name__ == "__main__":
    sys.exit(main())
