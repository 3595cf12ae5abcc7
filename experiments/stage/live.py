"""A link that opens the app's page for a talk with the market, the length and the policy of a deck."""

from __future__ import annotations

from urllib.parse import urlencode

from experiments.comparing.results import Results
from experiments.words.keys import FOCAL
from model import MODEL_VERSION
from scenarios.listing import preset_names

FUTURES = 64  # after which an answer of the app is whole
ADDRESS = "http://127.0.0.1:8501/live"  # where garden app serves that page unless told otherwise


def live_link(results: Results, name: str, language: str) -> str:
    """The link, as :mod:`app_pages.link` reads it; empty where base or policy is no preset, or stands at a dose."""
    if not results.asked.knows(results.base, name) or name in results.doses:
        return ""
    base, word = (results.asked.words[one] for one in (results.base, name))
    policy = word.removeprefix(f"{base}+")
    values = results.asked.values
    if not {base, policy} <= set(preset_names()) or any(value.startswith(FOCAL) for value in values):
        return ""
    world = ";".join([base, *values, f"months={results.months}"])
    parts = {"model": MODEL_VERSION, "lang": language, "world": world, "policy": policy}
    return f"{ADDRESS}?{urlencode(parts)}"
