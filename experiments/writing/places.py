"""Where what is kept between starts lives: never beside the code, which may be read-only or thrown away."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path

from experiments.writing.outputs import OutputError, place

BATCHES = "GARDEN_BATCHES"


def batches_folder() -> Path:
    """The folder of the app's batches: what ``GARDEN_BATCHES`` names, else ``batches`` in the user's data folder."""
    asked = os.environ.get(BATCHES)
    try:
        return place(asked or user_data_path("partner-garden") / "batches").resolve()
    except RuntimeError:
        raise OutputError(f"there is no home folder; expected {BATCHES} to name a folder for batches") from None
