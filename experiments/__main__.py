"""``python -m experiments`` is ``garden``."""

import sys


def main() -> int:
    """The command; Ctrl-C while its parts are still read is one line too."""
    try:
        from experiments.commands import cli
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        return 130
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
