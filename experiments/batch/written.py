"""A manifest as TOML that reads back the same."""

from __future__ import annotations

import json
from collections.abc import Mapping

from experiments.batch.manifest import WITH, Manifest


def manifest_toml(manifest: Manifest, folder: str) -> str:
    """The text of a manifest whose scenarios are files in ``folder``, every default filled in."""
    lines = [f"kind = {literal(manifest.kind)}"]
    if manifest.title:
        lines.insert(0, f"title = {literal(manifest.title)}")
    lines.append(f"base = {literal(f'{folder}/{manifest.base.name}.toml')}")
    if manifest.scenarios:
        others = [f"{folder}/{s.name}.toml" for s in manifest.scenarios[1:]]
        lines.append(f"scenarios = {literal(others)}")
    for name in ("replicates", "months", "seed", "run_limit_seconds"):
        lines.append(f"{name} = {getattr(manifest, name)}")
    if manifest.outputs is not None:
        lines.append(f"outputs = {literal(list(manifest.outputs))}")
    lines += [f"{name} = {literal(value)}" for name, value in manifest.options.items()]
    if manifest.adaptive:
        lines.append(f"adaptive = {literal(dict(manifest.adaptive))}")
    if manifest.factors and not manifest.scenarios:
        lines += ["", "[factors]"]
        for factor in manifest.factors:
            more = {"log": True} if factor.log else {}
            more |= {how: list(keys) for how, keys in (("set", factor.set), ("scale", factor.scale)) if keys}
            value = list(factor.levels) or {"low": factor.low, "high": factor.high, **more}
            lines.append(f"{literal(factor.name)} = {literal(value)}")
    if manifest.effect:
        lines += ["", "[effect]", f"{literal(manifest.effect.about)} = {literal(dict(manifest.effect.settings[WITH]))}"]
    for name, rules in manifest.rules.items():
        lines += ["", f"[rules.{literal(name)}]"]
        lines += [f"{rule.kind} = {literal(f'rules/{rule.file}:{rule.name}')}" for rule in rules]
    for name, levels in manifest.bundles.items():
        lines += ["", f"[bundles.{literal(name)}]"]
        lines += [f"{literal(level)} = {literal(dict(values))}" for level, values in levels.items()]
    return "\n".join(lines) + "\n"


def literal(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{literal(key)} = {literal(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return repr(value)
