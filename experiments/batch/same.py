"""One folder, one batch: which manifest may go on where another began, and the name that its rows carry.

What a table's columns say must mean the same in all of its rows, so that nobody who groups by them mixes two markets. A
folder can get more replicates, more levels and other tables; another base, horizon, seed or engine needs another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from experiments.batch.belonging import strangers
from experiments.batch.manifest import DECIDING, Manifest
from experiments.batch.store import Store, text_hash
from experiments.writing.outputs import OutputError
from experiments.writing.plain import plain


def design_name(manifest: Manifest, code: str) -> str:
    """Twelve hexadecimal digits that name the arms of a manifest and who makes them (``code``).

    Rows with the same name count their arms alike, whatever the number of replicates and the tables kept.
    """
    arms = replace(manifest, replicates=1, outputs=None, adaptive={}, title="", run_limit_seconds=0)
    return text_hash("\n".join([arms.to_toml(), *(s.hash for s in (manifest.base, *manifest.scenarios)),
                                *(r.hash for rules in manifest.rules.values() for r in rules), code]))  # fmt: skip


def meaning(manifest: Manifest) -> dict:
    """What the columns of a batch's tables mean, as its provenance keeps it; :func:`changed` compares two of them."""
    factors = [{"name": f.name, "set": f.set, "scale": f.scale, "settings": f.settings} for f in manifest.factors]
    return plain({
        "kind": manifest.kind,
        "months": manifest.months,
        "seed": manifest.seed,
        "base": [manifest.base.name, manifest.base.hash],
        "scenarios": {scenario.name: scenario.hash for scenario in manifest.scenarios},
        "rules": {name: [rule.hash for rule in rules] for name, rules in manifest.rules.items()},
        "effect": manifest.effect.settings if manifest.effect else None,
        "factors": factors,
        "options": sized(manifest) if manifest.kind in DECIDING else {},
    })  # fmt: skip


def check_same(store: Store, manifest: Manifest, code: str) -> None:
    """Raise :class:`OutputError` when the runs in a folder cannot stand beside those that a manifest asks for."""
    if not store.chunks():
        return
    way = "or the manifest as it was"
    if not store.exists:  # its provenance is lost: the names of its runs tell
        why = "holds runs of another batch or of other sources" if strangers(store, manifest, code) else ""
    elif store.code != code:
        why = f"its runs were made by other sources of the model ({store.code}) than there are now ({code})"
        way = "or those sources"
    else:
        why = changed(made_for(store), meaning(manifest))
    if why:
        raise OutputError(f"--out {store.folder}: {why}; expected another folder, {way}")


def edited(store: Store, code: str) -> str:
    """What a folder's own manifest and scenarios say otherwise than when its runs were made, as :func:`changed` has it.

    Empty also for a folder of other sources (``code`` is that of these): they may read the same files otherwise.
    """
    if not store.chunks() or store.code != code:
        return ""
    return changed(made_for(store), meaning(store.manifest))


def made_for(store: Store) -> dict:
    """The :func:`meaning` of a folder's last session: its files may have been edited since.

    Folders made before it was kept have a part of it, and for the rest what the files say now.
    """
    last = store.last
    if "meaning" in last:
        return last["meaning"]
    found, scenarios = meaning(store.manifest), list(last.get("scenarios", {}).items())
    found |= {name: last[name] for name in ("kind", "months", "seed") if name in last}
    if scenarios:
        found |= {"base": list(scenarios[0]), "scenarios": dict(scenarios) if found["scenarios"] else {}}
    return found


def changed(old: Mapping, new: Mapping) -> str:
    """What two meanings have different that one batch cannot hold, in words; empty when nothing."""
    for name in ("kind", "months", "seed"):
        if old[name] != new[name]:
            return f"holds a batch with {name} = {old[name]}, not {new[name]}"
    if old["base"][1] != new["base"][1]:
        return f"holds a batch over another base ({old['base'][0]})"
    for name, found in new["scenarios"].items():
        if old["scenarios"].get(name, found) != found:
            return f"holds runs of another scenario called {name}"
    for name, found in new["rules"].items():
        if old["rules"].get(name, found) != found:
            return f"holds runs under another rule called {name}"
    if old["effect"] != new["effect"]:
        return "holds runs with and without another effect"
    names = [factor["name"] for factor in old["factors"]]
    if names != [factor["name"] for factor in new["factors"]]:
        return f"holds a batch over other factors ({', '.join(names)})"
    for was, now in zip(old["factors"], new["factors"], strict=True):
        both = set(was["settings"]) & set(now["settings"])
        moved = any(was[how] != now[how] for how in ("set", "scale"))
        if moved or any(was["settings"][level] != now["settings"][level] for level in both):
            return f"holds runs in which {now['name']} means something else"
    if old["options"] != new["options"]:
        return f"holds another {new['kind']}, with other settings"
    return ""


def sized(manifest: Manifest) -> dict:
    """What a kind takes of its own, apart from its size."""
    return {key: value for key, value in manifest.options.items() if key != "samples"}
