"""The command and the Python that give what is on the page again."""

from __future__ import annotations

from dataclasses import dataclass

from app_pages.engine import ROOT_SEED
from app_pages.recipe import Recipe, scenario_of
from scenarios import Scenario, ScenarioError, load_scenario


@dataclass(frozen=True)
class Again:
    """A command, the Python that does the same, and the files both need: name to text; ``words`` load the scenarios."""

    command: str
    python: str
    files: dict[str, str]
    words: tuple[str, ...] = ()


def named(world: Recipe, policy: Recipe, scenario: Scenario) -> str | None:
    """The presets that make ``scenario``, as a command takes them; None when no presets do."""
    if world.differs or policy.differs:
        return None
    names = [world.preset, *([policy.preset] if policy.preset != "steady" else [])]
    word = names[-1] if names[0] == "steady" else "+".join(names)
    try:
        return word if load_scenario(word).hash == scenario.hash else None
    except ScenarioError:
        return None


def again(world: Recipe, policies: list[Recipe], pairs: int, months: int, base_world: Recipe | None = None) -> Again:
    """How to run the policies (the first is the base, perhaps in a world of its own) in the world once more."""
    words, files = [], {}
    for number, policy in enumerate(policies):
        here = base_world if base_world and number == 0 else world
        scenario = scenario_of(here, policy)
        word = named(here, policy, scenario)
        if word is None:
            word = _file_name(number)
            files[word] = scenario.to_toml(differences=True)
        words.append(word)
    length = f" --months {months}" if any(scenario_of(world, p).months != months for p in policies) else ""
    quoted = [f"'{word}'" if " " in word else word for word in words]
    command = f"garden compare {' '.join(quoted)} --replicates {pairs} --seed {ROOT_SEED}{length}"
    listed = ", ".join(f'"{word}"' for word in words)
    python = (
        "from experiments.comparing.compare import compare\n"
        "from scenarios import load_scenario\n\n"
        f"scenarios = [load_scenario(name) for name in ({listed})]\n"
        f"comparison = compare(scenarios, replicates={pairs}, seed={ROOT_SEED}, months={months})\n"
        "for other in range(1, len(scenarios)):\n"
        "    print(comparison.sentence(other))\n"
    )
    return Again(command, python, files, tuple(words))


def _file_name(number: int) -> str:
    name = "baseline-here.toml" if number == 0 else "what-if.toml" if number == 1 else f"what-if-{number}.toml"
    return name
