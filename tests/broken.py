"""Broken manifests, scenarios and links by the thousand: each must be accepted or refused in one line.

A valid text is broken at random (characters, lines, values, keys) and read as the program reads it. A traceback, an
empty or a many-lined message, or a reader that hangs is a failure; so is a text that is accepted and then cannot be
used.
"""

from __future__ import annotations

import random
import string
import time
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from app_pages.link import from_query, to_query
from app_pages.recipe import scenario_of
from app_pages.state import View
from experiments.batch.manifest import ManifestError, read_manifest
from experiments.batch.rounds import outline
from scenarios import ScenarioError, list_scenarios, load_scenario
from scenarios.listing import FOLDER

SLOW = 10.0  # seconds
MANIFESTS = (
    """kind = "factorial"
base = "baseline"
replicates = 8
months = 60
seed = 1
outputs = ["monthly", "partners"]
[factors]
community = ["none", "full"]
"levers.focal.credit.deferment_days" = [0, 30, 60]
levers.focal.services.partner_margin_share = [0.2, 0.5]
[bundles.community]
none = {}
full = "community"
""",
    """kind = "compare"
base = "steady"
scenarios = ["credit", "baseline+community", "prepayment"]
replicates = 16
""",
    """kind = "sobol"
base = "steady"
samples = 64
second_order = false
[factors]
"levers.focal.credit.deferment_days" = { low = 0, high = 90 }
"levers.focal.credit.limit_months" = { low = 0.5, high = 6.0, log = true }
"population.reseller" = { low = 10, high = 40 }
"levers.focal.credit.mode" = ["prepayment", "framework"]
""",
    """kind = "sweep"
base = "baseline+credit"
[factors]
"levers.rival_2.credit.deferment_days" = [0, 10]
"finance.funding_rate" = [0.1, 0.3]
""",
    """kind = "calibrate"
base = "steady"
samples = 40
replicates = 2
months = 72
run_limit_seconds = 60
[calibrate]
trajectories = 2
trials = 8
truths = 2
[factors]
"partners.outside_option" = { low = 0.35, high = 0.7 }
"would-be entrants" = { low = 0.5, high = 1.6, scale = ["partners.integrator.entrants", "partners.reseller.entrants"] }
"late share" = { low = 0.2, high = 0.5, set = ["customers.corporate.late_share", "customers.smb.late_share"] }
""",
    """kind = "search"
base = "baseline"
samples = 16
[search]
minimise = ["focal_spend"]
keep = { metric = "survival_share", at_least = 0.6, confidence = 0.8 }
worlds = 4
[factors]
"levers.focal.community.budget" = { low = 0.0, high = 60.0 }
"finance.funding_rate" = { low = 0.1, high = 0.22 }
""",
)
LINKS = (
    {"world": "baseline", "policy": "credit", "lang": "ru", "model": "2"},
    {"world": "steady", "policy": "all-three"},
)
VALUES = ("-1", "0", "1e308", "1e400", "-0.0", "nan", "inf", "-inf", "true", '""', '"x"', '"a\\nb"', "[]", "[[]]", "{}",
          "[1, 1]", "{low = 1}", "1979-05-27", "0x10", "999999999999999999999999", "'''x'''", '"../../x.toml"', '"."',
          '"\\u0000"', '"steady+steady"', '"+"', "{ low = 0, high = 0 }", '["a", 1, []]', "1_000", "''", '"с"')  # fmt: skip
CHARACTERS = string.printable + "éж漢\u2028\u202e\x00\x1b\ufeff\U0001f600"


def broken_text(text: str, luck: random.Random) -> str:
    """The text with one to four random faults."""
    for _ in range(luck.choice((1, 1, 1, 2, 4))):
        lines = text.split("\n")
        place = luck.randrange(len(lines))
        fault = luck.randrange(9)
        if fault == 0:  # a value
            key = lines[place].partition("=")[0]
            lines[place] = f"{key}= {luck.choice(VALUES)}"
        elif fault == 1:  # a key
            key, equals, value = lines[place].partition("=")
            lines[place] = f"{misspelt(key, luck)}{equals}{value}"
        elif fault == 2:
            del lines[place]
        elif fault == 3:
            lines.insert(place, lines[luck.randrange(len(lines))])
        elif fault == 4:
            luck.shuffle(lines)
        elif fault == 5:  # cut off
            lines = lines[:place]
            lines.append(text[: luck.randrange(5)])
        elif fault == 6:
            lines[place] = misspelt(lines[place], luck)
        elif fault == 7:
            lines.insert(place, "".join(luck.choices(CHARACTERS, k=luck.randrange(1, 40))))
        else:
            depth = luck.choice((3, 50, 3000))
            lines.insert(place, "x = " + "[" * depth + "]" * luck.choice((depth, depth - 1)))
        text = "\n".join(lines)
    return text


def misspelt(word: str, luck: random.Random) -> str:
    """The word with a character lost, doubled, changed or added."""
    place = luck.randrange(len(word) + 1)
    end = place + luck.choice((0, 1, 1, 2))
    return word[:place] + luck.choice(CHARACTERS) * luck.choice((0, 1, 1, 2)) + word[end:]


def read_a_manifest(text: str, folder: Path) -> str:
    """What is said about a manifest; nothing when it is accepted, and can be used."""
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        manifest = read_manifest(path)
        found = outline(manifest).arms
        for number in (0, len(found) - 1):
            manifest.scenario_of(found[number])
        again = folder / "again.toml"
        again.write_text(manifest.to_toml(), encoding="utf-8")
    except (ManifestError, ScenarioError) as why:
        return str(why) or "(nothing said)\n"
    return ""


def read_a_scenario(text: str, folder: Path) -> str:
    """What is said about a scenario file; nothing when it is accepted, and loads again to the same."""
    path = folder / "broken.toml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        found = load_scenario(path)
    except ScenarioError as why:
        return str(why) or "(nothing said)\n"
    again = folder / "again.toml"
    again.write_text(found.to_toml(), encoding="utf-8")
    if load_scenario(again).hash != found.hash:
        raise AssertionError("the file that was written loads to another scenario")
    return ""


def read_a_link(text: str, folder: Path) -> str:
    """What is said about a link; the view that is left can always be run, and gives a link that is accepted."""
    view, refused = from_query(parse_qs(text, keep_blank_values=True))
    for recipe in (view.policy, view.baseline, *view.saved):
        scenario_of(view.world, recipe)
    again, told = from_query(parse_qs(urlencode(to_query(view), doseq=True), keep_blank_values=True))
    if told or again != view:
        raise AssertionError(f"the view's own link is not accepted: {told}")
    if any("\n" in line or not line for line in refused):
        return "\n"
    return "; ".join(refused)


def scenario_texts() -> list[str]:
    """The presets' files."""
    return [(FOLDER / f"{row['name']}.toml").read_text(encoding="utf-8") for row in list_scenarios()]


def link_texts() -> list[str]:
    """A few whole links."""
    return [urlencode(query) for query in LINKS] + [urlencode(to_query(View()), doseq=True)]


def torture_readers(folder: Path, number: int, seed: int, tell=print) -> dict:
    """Read ``number`` broken texts of all three kinds in turn; counts, and what went wrong."""
    luck = random.Random(seed)
    kinds = (
        ("manifest", MANIFESTS, read_a_manifest),
        ("scenario", scenario_texts(), read_a_scenario),
        ("link", link_texts(), read_a_link),
    )
    counts, failures, slowest = Counter(), [], 0.0
    started = time.monotonic()
    for count in range(number):
        kind, texts, read = kinds[count % len(kinds)]
        text = broken_text(luck.choice(texts), luck)
        begun = time.thread_time()
        try:
            said = read(text, folder)
        except Exception as problem:  # exactly what must not happen
            failures.append(
                {"kind": kind, "problem": f"{type(problem).__name__}: {problem}"[:300], "text": text[:2000]}
            )
            continue
        taken = time.thread_time() - begun
        slowest = max(slowest, taken)
        if "\n" in said or taken > SLOW:
            failures.append({"kind": kind, "problem": f"{taken:.1f} s: {said[:300]!r}", "text": text[:2000]})
        counts[f"{kind}s {'refused' if said else 'accepted'}"] += 1
        if (count + 1) % 1000 == 0:
            tell(f"{count + 1} broken texts read, {len(failures)} failures")
    return {"read": number, **counts, "failures": failures[:20], "failed": len(failures), "slowest_seconds": slowest,
            "seconds": time.monotonic() - started}  # fmt: skip
