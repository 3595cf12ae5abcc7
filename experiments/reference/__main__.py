"""``python -m experiments.reference [FOLDER]``: write the reference pages (to ``docs/reference``)."""

from __future__ import annotations

import sys
from pathlib import Path

from experiments.reference.pages import PAGES


def main(arguments: list[str]) -> None:
    """Write every page into a folder."""
    folder = Path(arguments[0] if arguments else "docs/reference")
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (folder / name).write_text(make(), encoding="utf-8")
        print(f"wrote {folder / name}")


if __name__ == "__main__":
    main(sys.argv[1:])
