"""The command `tocsin`."""

import sys

from tocsin.cli.app import run


def main() -> None:
    """Runs the command line and ends with its exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
