"""``garden scenarios``: list the presets, or show one in full."""

from __future__ import annotations

from experiments.commands.console import print_json, print_table
from experiments.commands.flags import DONE
from experiments.refusal import UsageError
from scenarios import list_scenarios, load_scenario

HELP = "List the presets, or show one in full."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("action", nargs="?", choices=["show"], help="show: print the full effective scenario")
    flags.add_argument("name", nargs="?", help="preset, file or layers (baseline+credit)")


def execute(options, command: str) -> int:
    """List the presets, or print one in full."""
    if options.action is None:
        rows = list_scenarios()
        if options.json:
            print_json(rows)
        else:
            print_table(
                "Presets", ("name", "what it is"), [(r["name"], f"{r['title']}. {r['description']}") for r in rows]
            )
        return DONE
    if options.name is None:
        raise UsageError("garden scenarios show: which scenario? expected a preset, a file or layers")
    from model import PARAMETERS

    scenario = load_scenario(options.name)
    if options.json:
        values = {
            key: {
                "value": value,
                "unit": PARAMETERS[key].unit,
                "origin": scenario.origins.get(key, "default"),
                "source": PARAMETERS[key].source,
                "status": PARAMETERS[key].status,
            }
            for key, value in scenario.values.items()
        }
        dated = [{"name": c.name, **c.told()} for c in scenario.timeline]
        given = None if scenario.partners is None else {**scenario.partners.about, "csv": scenario.partners.to_csv()}
        print_json({"name": scenario.name, "title": scenario.title, "description": scenario.description,
                    "hash": scenario.hash, "values": values, "timeline": dated, "partners": given})  # fmt: skip
    else:
        print(f"# {scenario.name}, hash {scenario.hash}")
        if scenario.partners is not None:
            print("# {partners} partners of month 0 from {file}, hash {hash}".format(**scenario.partners.about))
        print(scenario.to_toml(), end="")
        print(f"# source, status and unit of every value: garden scenarios show {options.name} --json")
    return DONE
