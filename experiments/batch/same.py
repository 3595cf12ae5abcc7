"""One folder, one batch: which manifest may go on where another began, and the name that its rows carry.

What a table's columns say must mean the same in all of its rows, so that nobody who groups by them mixes two markets. A
folder can get more replicates, more levels and other tables; another base, horizon, seed or engine needs another.
"""

from __future__ import annotations

from dataclasses import replace

from experiments.batch.manifest import DECIDING, Manifest
from experiments.batch.store import Store, text_hash
from experiments.writing.outputs import OutputError


def design_name(manifest: Manifest, code: str) -> str:
    """Twelve hexadecimal digits that name the arms of a manifest and who makes them (``code``).

    Rows with the same name count their arms alike, whatever the number of replicates and the tables kept.
    """
    arms = replace(manifest, replicates=1, outputs=None, adaptive={}, title="", run_limit_seconds=0)
    return text_hash("\n".join([arms.to_toml(), *(s.hash for s in (manifest.base, *manifest.scenarios)),
                                *(r.hash for rules in manifest.rules.values() for r in rules), code]))  # fmt: skip


def check_same(store: Store, manifest: Manifest, code: str) -> None:
    """Raise :class:`OutputError` when the runs in a folder cannot stand beside those that a manifest asks for."""
    if not store.exists or not store.chunks():
        return
    if store.code != code:
        made = store.last.get("commit") or store.code
        why = f"its runs were made by other sources of the model ({made}) than there are now"
        way = "or those sources"
    else:
        why, way = changed(store.manifest, manifest), "or the manifest as it was"
    if why:
        raise OutputError(f"--out {store.folder}: {why}; expected another folder, {way}")


def changed(old: Manifest, new: Manifest) -> str:
    """What a folder's manifest and another say differently that one batch cannot hold; empty when nothing."""
    for name in ("kind", "months", "seed"):
        if getattr(old, name) != getattr(new, name):
            return f"holds a batch with {name} = {getattr(old, name)}, not {getattr(new, name)}"
    if old.base.hash != new.base.hash:
        return f"holds a batch over another base ({old.base.name})"
    scenarios = {scenario.name: scenario.hash for scenario in old.scenarios}
    for scenario in new.scenarios:
        if scenarios.get(scenario.name, scenario.hash) != scenario.hash:
            return f"holds runs of another scenario called {scenario.name}"
    for name in set(old.rules) & set(new.rules):
        if [rule.hash for rule in old.rules[name]] != [rule.hash for rule in new.rules[name]]:
            return f"holds runs under another rule called {name}"
    if (old.effect and old.effect.settings) != (new.effect and new.effect.settings):
        return "holds runs with and without another effect"
    if [f.name for f in old.factors] != [f.name for f in new.factors]:
        return f"holds a batch over other factors ({', '.join(f.name for f in old.factors)})"
    for was, now in zip(old.factors, new.factors, strict=True):
        both = set(was.settings) & set(now.settings)
        if (was.set, was.scale) != (now.set, now.scale) or any(was.settings[b] != now.settings[b] for b in both):
            return f"holds runs in which {now.name} means something else"
    if new.kind in DECIDING and sized(old) != sized(new):
        return f"holds another {new.kind}, with other settings"
    return ""


def sized(manifest: Manifest) -> dict:
    """What a kind takes of its own, apart from its size."""
    return {key: value for key, value in manifest.options.items() if key != "samples"}
