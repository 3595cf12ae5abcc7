"""A manifest: what a batch varies, how often it repeats, and what it keeps. Read from TOML, checked on reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from experiments.batch.factors import (
    TAKEN,
    Factor,
    Value,
    flat,
    known_key_or_bundle,
    moves_several,
    read_factor,
    unique,
)
from experiments.batch.limit import USUAL
from experiments.batch.rules import FACTOR, OWN, Rule, read_rules
from experiments.batch.whole import why_not_whole
from model.parameters import PARAMETERS
from scenarios import Scenario, ScenarioError, load_scenario
from scenarios.check import meant
from scenarios.places import key_lines, line_of
from scenarios.reader import file_table

KINDS = ("compare", "factorial", "sweep", "latin_hypercube", "morris", "sobol", "calibrate", "search")
SAMPLED = ("latin_hypercube", "morris", "sobol", "calibrate", "search")
POINTS = SAMPLED[:3]  # whose arms are points, at each of which an effect can be measured
DECIDING = ("calibrate", "search")  # on their way, from what is stored, what they run next
TABLES = ("monthly", "partners", "distributors", "events")
COMMON = ("title", "kind", "base", "replicates", "months", "seed", "run_limit_seconds", "outputs",
          "factors", "bundles", "rules", "adaptive")  # fmt: skip
# What each kind takes beyond the common keys, with the default; None has no default.
OWN_KEYS: dict[str, dict[str, object]] = {
    "compare": {"scenarios": None},
    "factorial": {},
    "sweep": {},
    "latin_hypercube": {"samples": 64},
    "morris": {"samples": 16, "levels": 4},
    "sobol": {"samples": 64, "second_order": False},
    "calibrate": {"samples": 120, "calibrate": {}},
    "search": {"samples": 64, "search": {}},
}
WITHOUT, WITH = "without", "with"  # levels of an effect
MOST_RUNS = 1_000_000_000
SHIPPED = Path(__file__).resolve().parents[1] / "manifests"


class ManifestError(ValueError):
    """What is wrong with a manifest, where, and what was expected: one line."""


@dataclass(frozen=True)
class Manifest:
    """A batch as it was asked for, every default filled in.

    ``outputs`` are the tables kept beside ``runs`` (None: those that fit, see ``plan``). ``options`` holds what
    only this kind takes (``samples``, ``levels``, ``second_order``, ``calibrate``, ``search``), ``adaptive`` what
    asks for more replicates until an interval is narrow (empty: a fixed number). ``scenarios`` are those of a
    comparison, the base first. ``rules`` are rules in Python by name; ``effect`` is what makes two runs at each point
    of a sampled design, without and with it. A run that takes more than ``run_limit_seconds`` of wall time fails (0: no
    limit).
    """

    kind: str
    base: Scenario
    replicates: int
    months: int
    seed: int
    factors: tuple[Factor, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    outputs: tuple[str, ...] | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    adaptive: Mapping[str, object] = field(default_factory=dict)
    bundles: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    rules: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    effect: Factor | None = None
    title: str = ""
    run_limit_seconds: int = USUAL

    @property
    def decides(self) -> bool:
        """True when the batch finds out on its way what it runs."""
        return self.kind in DECIDING or bool(self.adaptive)

    def factor(self, name: str) -> Factor:
        """The factor of that name; raises KeyError."""
        for factor in self.columns:
            if factor.name == name:
                return factor
        raise KeyError(name)

    @property
    def columns(self) -> tuple[Factor, ...]:
        """The factors and, where there is one, the effect: all that an arm says."""
        return (*self.factors, self.effect) if self.effect else self.factors

    def rules_of(self, arm: Mapping[str, Value]) -> tuple[Rule, ...]:
        """The rules in Python that partners of an arm follow."""
        return self.rules.get(arm.get(FACTOR, OWN), ())

    def values_of(self, arm: Mapping[str, Value]) -> dict[str, Value]:
        """Keys of the parameter table, and their values, that an arm sets on its scenario."""
        values: dict[str, Value] = {}
        for name, level in arm.items():
            if name != "scenario":
                values.update(self.factor(name).values_of(level))
        return values

    def scenario_of(self, arm: Mapping[str, Value]) -> Scenario:
        """The effective scenario of an arm; raises :class:`ScenarioError` when its values don't fit together."""
        start = self.base
        if "scenario" in arm:
            start = next(s for s in self.scenarios if s.name == arm["scenario"])
        values = self.values_of(arm)
        return start.with_values(values, origin="factor") if values else start

    def with_replicates(self, replicates: int) -> Manifest:
        """The same batch with another number of replicates."""
        return replace(self, replicates=replicates)

    def resized(self, replicates: int | None, samples: int | None, months: int | None) -> Manifest:
        """The same batch at another size; None leaves what it says. Raises :class:`ManifestError` where it cannot."""
        options = dict(self.options)
        if samples:
            if "samples" not in options:
                raise ManifestError(f"--samples {samples}: kind {self.kind} takes no samples; expected {_or(SAMPLED)}")
            options["samples"] = samples
        found = replace(self, replicates=replicates or self.replicates, months=months or self.months,
                        options=options)  # fmt: skip
        for check in own_checks(self.kind):
            check(found)
        return found

    def to_toml(self, folder: str = "scenarios") -> str:
        """The manifest as a file that reads back the same, its scenarios as files in ``folder``."""
        from experiments.batch.written import manifest_toml

        return manifest_toml(self, folder)


def _or(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def read_manifest(path: str | Path) -> Manifest:
    """The manifest in a TOML file, in a batch's folder, or one that ships with the project, by its name.

    Raises :class:`ManifestError`, whose text is one line.
    """
    path = _file_of(path)
    if path.is_dir():
        raise ManifestError(f"{path}: holds no manifest.toml; expected a manifest (.toml) or the folder of a batch")
    try:
        data, text = file_table(path, 'a manifest with kind = "factorial" or another')
    except ScenarioError as why:
        raise ManifestError(str(why)) from None
    return _Reader(path, data, key_lines(text)).manifest()


def _file_of(path: str | Path) -> Path:
    path = Path(path)
    if path.name in shipped_manifests() and str(path) == path.name and not path.exists():
        return SHIPPED / f"{path}.toml"
    inside = path / "manifest.toml"
    return inside if path.is_dir() and inside.is_file() else path


def at_line(given: str | Path, why: ManifestError) -> ManifestError:
    """What is wrong with a manifest that was read, found later: with the line of the key that it begins with."""
    path = _file_of(given)
    _, text = file_table(path, "a manifest")
    return _Reader(path, {}, key_lines(text)).problem(str(why).split(":")[0], why)


def shipped_manifests() -> list[str]:
    """Names of the manifests that come with the project."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


class _Reader:
    """Checks the tables of one file and names the line of what is wrong."""

    def __init__(self, path: Path, data: dict, lines: dict[str, int]) -> None:
        self.path, self.data, self.lines = path, data, lines

    def problem(self, key: str, why: object) -> ManifestError:
        """One line: file, line, and what was expected."""
        line = line_of(key, self.lines)
        return ManifestError(f"{self.path.name}{f':{line}' if line else ''}: {' '.join(str(why).split())}")

    def manifest(self) -> Manifest:
        """All checks, in the order in which a person reads the file."""
        kind = self.data.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            given = "kind: is missing" if kind is None else f"kind: {kind!r} is not known"
            hint = meant(kind, KINDS) if isinstance(kind, str) else ""
            raise self.problem("kind", f"{given}; expected one of {', '.join(KINDS)}{hint}")
        known = [*COMMON, *OWN_KEYS[kind], *(["effect"] if kind in POINTS else [])]
        for key in self.data:
            if key not in known:
                raise self.problem(key, f"{key}: unknown key for kind {kind}{meant(key, known)}")
        base = self.scenario("base", self.data.get("base", "baseline"))
        title = self.data.get("title", "")
        if not isinstance(title, str):
            raise self.problem("title", f"title: {title!r} is not a text")
        scenarios = self.scenarios(base) if kind == "compare" else ()
        bundles = self.bundles(base)
        rules = self.rules(kind)
        factors = self.factors(kind, base, bundles, rules)
        if scenarios:
            factors = (Factor("scenario", tuple(s.name for s in scenarios)),)
        found = Manifest(
            kind=kind,
            base=base,
            replicates=self.whole("replicates", 8, 1, MOST_RUNS),
            months=self.whole("months", base.months, 1, 1200),
            seed=self.whole("seed", 1, 0, 2**63 - 1),
            run_limit_seconds=self.whole("run_limit_seconds", USUAL, 0, 10_000_000),
            factors=factors,
            scenarios=scenarios,
            outputs=self.outputs(),
            options=self.options(kind),
            adaptive=self.table("adaptive"),
            bundles=bundles,
            rules=rules,
            effect=self.effect(base, factors) if "effect" in self.data else None,
            title=title,
        )
        for check in own_checks(kind):
            try:
                check(found)
            except ManifestError as why:
                raise self.problem(str(why).split(":")[0], why) from None
        return found

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """A whole number within limits."""
        value = self.data.get(key, default)
        if why := why_not_whole(key, value, low, high):
            raise self.problem(key, why)
        return value

    def table(self, key: str) -> dict:
        """A table, empty when it is not there."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.problem(key, f"{key}: {value!r} is not a table")
        return value

    def scenario(self, key: str, name: object) -> Scenario:
        """A scenario by name, or a file beside the manifest."""
        if not isinstance(name, str):
            raise self.problem(key, f"{key}: {name!r} is not the name of a scenario")
        layers = [str(self.path.parent / part) if part.endswith(".toml") else part for part in name.split("+")]
        beside = self.path.parent / name
        try:
            return load_scenario(beside if name.endswith(".toml") and beside.is_file() else "+".join(layers))
        except ScenarioError as why:
            raise self.problem(key, f"{key}: {why}") from None

    def scenarios(self, base: Scenario) -> tuple[Scenario, ...]:
        """The scenarios of a comparison, the base first, no two alike."""
        names = self.data.get("scenarios")
        if not isinstance(names, list) or not names:
            raise self.problem("scenarios", "scenarios: expected a list of scenarios to compare with the base")
        found = [base, *(self.scenario("scenarios", name) for name in names)]
        for place, other in enumerate(found):
            for earlier in found[:place]:
                if other.hash == earlier.hash or other.name == earlier.name:
                    alike = "the same market as" if other.hash == earlier.hash else "called the same as another"
                    raise self.problem("scenarios", f"scenarios: {other.name} is {alike} {earlier.name}")
        return tuple(found)

    def bundles(self, base: Scenario) -> dict[str, dict[str, dict[str, Value]]]:
        """Named factors: for each level the keys that it sets, given as a table or as a scenario's differences."""
        found = {}
        for name, levels in self.table("bundles").items():
            where = f"bundles.{name}"
            if name in PARAMETERS or name in TAKEN:
                raise self.problem(where, f"{where}: is taken; expected another name")
            if not isinstance(levels, dict) or not levels:
                raise self.problem(where, f"{where}: expected a table from level to the keys that it sets")
            found[name] = {level: self.level(f"{where}.{level}", given, base) for level, given in levels.items()}
        return found

    def level(self, where: str, given: object, base: Scenario) -> dict[str, Value]:
        """The keys that one level of a bundle sets."""
        if isinstance(given, str):
            layered = self.scenario(where, f"{self.data.get('base', 'baseline')}+{given}")
            if layered.timeline != base.timeline:
                raise self.problem(where, f"{where}: {given} has dated changes; expected values alone")
            return {k: v for k, v in layered.values.items() if base.values.get(k) != v}
        if not isinstance(given, dict):
            raise self.problem(where, f"{where}: {given!r} is not a table of keys or a scenario")
        try:
            values = base.with_values(given).values
        except ScenarioError as why:
            raise self.problem(where, why) from None
        return {key: values[key] for key in given}

    def rules(self, kind: str) -> dict[str, tuple[Rule, ...]]:
        """Rules in plain Python, by name."""
        table = self.table("rules")
        if table and (kind in DECIDING or kind == "compare"):
            raise self.problem("rules", f"rules: kind {kind} takes none; expected factorial, sweep, {_or(POINTS)}")
        try:
            return read_rules(table, self.path.parent)
        except ScenarioError as why:
            raise self.problem(str(why).split(":")[0], why) from None

    def effect(self, base: Scenario, factors: tuple[Factor, ...]) -> Factor:
        """What is done at each point beside leaving it: a preset, or a name with the keys that it sets."""
        given = self.data["effect"]
        table = {given: given} if isinstance(given, str) else given
        if not isinstance(table, dict) or len(table) != 1:
            raise self.problem(
                "effect", f"effect: {given!r}; expected a preset, or one name with the keys that it sets"
            )
        ((name, what),) = table.items()
        values = self.level("effect", what, base)
        for factor in factors:
            if both := sorted(factor.keys & set(values)):
                raise self.problem("effect", f"effect: sets {both[0]}, which {factor.name} sets too")
        if base.with_values(values).hash == base.hash:
            raise self.problem("effect", f"effect: {name} changes nothing in {base.name}")
        return Factor("effect", (WITHOUT, WITH), settings={WITHOUT: {}, WITH: values}, about=name)

    def factors(self, kind: str, base: Scenario, bundles: dict, rules: dict) -> tuple[Factor, ...]:
        """What varies; every level is tried on the base."""
        table = self.table("factors")
        if kind == "compare":
            if table:
                raise self.problem("factors", "factors: a comparison has scenarios, not factors")
            return ()
        if not table and kind == "calibrate":
            from experiments.calibration.asked import candidate_factors

            return candidate_factors(base)
        if not table:
            raise self.problem("factors", "factors: is missing; expected [factors] with keys and their values")
        found = tuple(self.factor(name, given, kind, base, bundles, rules) for name, given in flat(table))
        for place, factor in enumerate(found):
            for earlier in found[:place]:
                both = sorted(factor.keys & earlier.keys)
                if both:
                    raise self.problem(
                        f"factors.{factor.name}", f"{factor.name}: sets {both[0]}, which {earlier.name} sets too"
                    )
        used = next((factor.levels for factor in found if factor.name == FACTOR), ())
        for name in rules:
            if name not in used:
                raise self.problem(f"rules.{name}", f"rules.{name}: is no level of the factor {FACTOR}")
        for name in bundles:
            if name not in {factor.name for factor in found}:
                raise self.problem(f"bundles.{name}", f"bundles.{name}: is used by no factor")
        return found

    def factor(self, name: str, given: object, kind: str, base: Scenario, bundles: dict, rules: dict) -> Factor:
        """One factor, each of its levels or limits tried on the base."""
        where = f"factors.{name}"
        try:
            if name == FACTOR and rules:
                for level in unique(name, given):
                    if level != OWN and level not in rules:
                        raise ScenarioError(f"{name}: {level!r} is neither {OWN} nor one of [rules]")
                return Factor(name, tuple(given), settings={level: {} for level in given})
            if name in bundles:
                levels = bundles[name]
                for level in unique(name, given):
                    if not isinstance(level, str) or level not in levels:
                        raise ScenarioError(f"{name}: {level!r} is not a level of the bundle ({', '.join(levels)})")
                factor = Factor(name, tuple(given), settings=levels)
            else:
                if not moves_several(given):
                    known_key_or_bundle(name, bundles)
                elif name in TAKEN:
                    raise ScenarioError(f"{name}: is taken; expected another name")
                if name == "months":
                    raise ScenarioError("months: cannot be a factor; expected months = ... above [factors]")
                factor = read_factor(name, given, kind in SAMPLED, base.values)
            tried: dict[str, Value] = {}
            for level in factor.levels or (factor.low, factor.high):
                market = base.with_values(factor.values_of(level)).hash
                if market in tried:
                    raise ScenarioError(f"{name}: {level!r} is the same market as {tried[market]!r}")
                tried[market] = level
        except ScenarioError as why:
            raise self.problem(where, why) from None
        return factor

    def outputs(self) -> tuple[str, ...] | None:
        """The tables to keep beside ``runs``."""
        given = self.data.get("outputs")
        if given is None:
            return None
        if not isinstance(given, list):
            raise self.problem("outputs", f"outputs: {given!r} is not a list of some of {', '.join(TABLES)}")
        for name in given:
            if name not in TABLES:
                hint = meant(name, TABLES) if isinstance(name, str) else ""
                raise self.problem("outputs", f"outputs: {name!r} is not one of {', '.join(TABLES)}{hint}")
        return tuple(name for name in TABLES if name in given)

    def options(self, kind: str) -> dict[str, object]:
        """What only this kind takes, defaults filled in."""
        found: dict[str, object] = {}
        for key, default in OWN_KEYS[kind].items():
            if key == "scenarios":
                continue
            if isinstance(default, dict):
                found[key] = self.table(key)
            elif isinstance(default, bool):
                found[key] = self.data.get(key, default)
                if not isinstance(found[key], bool):
                    raise self.problem(key, f"{key}: {found[key]!r} is not true or false")
            else:
                found[key] = self.whole(key, default, 2, MOST_RUNS)
        return found


def own_checks(kind: str) -> list:
    """Readers of tables that have rules of their own: they raise :class:`ManifestError`."""
    from experiments.batch.design import undated

    return [undated, *_sized_checks(kind)]


def _sized_checks(kind: str) -> list:
    from experiments.batch.adaptive import read_precision

    if kind == "search":
        from experiments.search.goals import read_goals

        return [read_precision, read_goals]
    if kind == "calibrate":
        from experiments.calibration.asked import read_asked

        return [read_precision, read_asked]
    if kind in POINTS:
        from experiments.batch.design import several_lucks, walkable

        return [read_precision, several_lucks, *([walkable] if kind == "morris" else [])]
    return [read_precision]
