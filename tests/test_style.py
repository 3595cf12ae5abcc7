"""The house rules that a program can check: style, layers, heavy imports, no trace of one machine."""

import ast
import graphlib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# From the ground up: a layer may import those before it, never one after it.
LAYERS = ("agents", "model", "scenarios", "experiments", "app_pages", "app")
# Put together from pieces, so that this file does not name what it forbids.
MACHINE_PATHS = [f"/{name}/" for name in ("root", "home", "Users", "work", "opt")] + ["." + "pyenv"]
PACKAGE_HOSTS = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
PIP_ADDRESSES = ["--" + name for name in ("index-url", "extra-index-url", "find-links", "trusted-host")]
FORBIDDEN = re.compile(
    "|".join([rf"(?<![\w.~/$}}]){re.escape(path)}" for path in MACHINE_PATHS[:-1]])
    + "|"
    + "|".join(re.escape(word) for word in [MACHINE_PATHS[-1], *PACKAGE_HOSTS, *PIP_ADDRESSES])
)


@cache
def files() -> list[Path]:
    """Every file of the project: what git tracks or would track; without git, all but hidden folders."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0:
        found = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        found = [path for path in ROOT.rglob("*") if not {".venv", ".git", "__pycache__"} & set(path.parts)]
    return sorted(path for path in found if path.is_file())


def sources(layer: str) -> list[Path]:
    """Python files of one layer."""
    return [
        path for path in files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (layer, layer + ".py")
    ]


@cache
def imports(path: Path) -> set[str]:
    """Full dotted names that a file imports anywhere, inside functions too."""
    names: set[str] = set()
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            names.update(f"{module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_ruff_has_nothing_to_say(command):
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]


def test_no_file_names_a_machine_or_a_package_host():
    found = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # pictures
        for number, line in enumerate(text.splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("cd " + "/" + "root/x", True),
        ('"' + "/" + "home/anna/market.toml" + '"', True),
        ("https://" + "pypi" + ".org/simple", True),
        ("pip install " + "--" + "index-url=x", True),
        ("see results/home/tables", False),
        ("~/projects/partner-garden", False),
        ("python -m pip install --require-hashes -r requirements/app.txt", False),
    ],
)
def test_the_search_for_machines_finds_what_it_should(line, forbidden):
    assert bool(FORBIDDEN.search(line)) == forbidden


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_point_down_only(layer):
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert sources(layer), f"no sources found for {layer}"
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(layer)
        for name in sorted(imports(path))
        if name.split(".")[0] in above
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("layer", ("agents", "model", "scenarios"))
def test_the_market_knows_no_app(layer):
    wrong = [path.name for path in sources(layer) if any(name.split(".")[0] == "streamlit" for name in imports(path))]
    assert not wrong


def test_no_file_imports_pyplot():
    """Its global state makes two sessions draw into each other's figures."""
    modules = ("matplotlib.pyplot", "matplotlib.pylab", "pylab")
    wrong = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.suffix == ".py"
        and any((name + ".").startswith(f"{module}.") for name in imports(path) for module in modules)
    ]
    assert not wrong


def test_batch_code_loads_no_mesa():
    code = (
        "import json, sys\n"
        "import model, model.simulation, scenarios, experiments, experiments.running.runs, experiments.comparing.compare\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    loaded = json.loads(done.stdout)
    assert "experiments" in loaded
    assert not {"mesa", "streamlit"} & set(loaded)


@cache
def modules() -> dict[str, Path]:
    """Every module of the project that is imported by a dotted name."""
    found = {}
    for layer in LAYERS[:-1]:
        for path in sources(layer):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def test_no_file_is_imported_in_a_circle():
    """At import, that is outside functions: a circle would make the order of imports matter."""
    known = modules()
    edges = {}
    for name, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        froms = [(n.module, a.name) for n in tree.body if isinstance(n, ast.ImportFrom) and n.module for a in n.names]
        edges[name] = {f"{m}.{a}" if f"{m}.{a}" in known else m for m, a in froms} & set(known) - {name}
    assert sum(map(len, edges.values())) > 500
    list(graphlib.TopologicalSorter(edges).static_order())  # raises CycleError, which names the circle


def test_only_commands_know_the_command_line():
    """What runs, compares and draws serves the app and Python as well."""
    allowed = ("experiments.commands.", "experiments.__main__")
    wrong = [
        f"{name} imports {other}"
        for name, path in modules().items()
        if name.startswith("experiments.") and not name.startswith(allowed) and name != "experiments.commands"
        for other in sorted(imports(path))
        if other.startswith("experiments.commands.")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_module_of_experiments_has_a_room():
    loose = {path.name for path in sources("experiments") if path.parent.name == "experiments"}
    assert loose == {"__init__.py", "__main__.py", "bench.py", "refusal.py"}


# From the ground up, as docs/guides/where-things-live.md tells it: a room imports those before it.
ROOMS = ("running", "words", "writing", "drawing", "comparing", "explain", "validation", "evidence", "batch", "search",
         "calibration", "analysis", "stage", "channel", "reference", "commands")  # fmt: skip
# Imports that point up all the same: (module, room) to why. All stand inside functions.
UPWARDS = {
    ("writing.columns", "comparing"): "the dictionary asks which tables a run writes",
    ("writing.columns", "validation"): "columns of a calibration are named by its facts",
    ("batch.manifest", "search"): "a kind of batch is read by its own room, when a manifest names it",
    ("batch.manifest", "calibration"): "the same",
    ("batch.rounds", "search"): "a kind that decides on the way asks its own room what to run next",
    ("batch.rounds", "calibration"): "the same",
}


def test_rooms_import_one_way():
    known = modules()
    found = {path.relative_to(ROOT).parts[1] for path in sources("experiments") if path.parent.name != "experiments"}
    assert found <= set(ROOMS), f"{sorted(found - set(ROOMS))}: put it into ROOMS and into where-things-live.md"
    wrong, used = [], set()
    for name, path in known.items():
        _, room, *rest = [*name.split("."), ""]
        if room not in ROOMS or not name.startswith("experiments."):
            continue
        above = ROOMS[ROOMS.index(room) + 1 :]
        for other in sorted(imports(path)):
            parts = other.split(".")
            if parts[0] == "experiments" and len(parts) > 1 and parts[1] in above:
                own = ".".join([room, *filter(None, rest)])
                used.add((own, parts[1]))
                if (own, parts[1]) not in UPWARDS:
                    wrong.append(f"{own} imports {other}: {parts[1]} stands above {room}")
    assert not wrong, "\n".join(wrong)
    assert set(UPWARDS) <= used, "exceptions that nothing needs any more"


def test_the_guide_tells_the_rooms_in_their_order():
    guide = (ROOT / "docs" / "guides" / "where-things-live.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", guide.split("## The rooms")[1], re.MULTILINE)
    assert tuple(told) == ROOMS


# Slots of a draw and places in a row are names, no amounts.
UNCOUNTED = {"uniform", "normal", "integer_below", "hashed", "range"}
# What counting, halving, signs and the calendar need: the months of a year, the days of a month, the segments.
PLAIN = {-1, 0, 0.5, 1, 2, 3, 4, 12, 30}


def bare_numbers(source: str) -> list[tuple[int, float]]:
    """Numbers that stand in the compiled functions of a source, by line, but for the plain ones, keys of luck and places."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        if not {ast.unparse(decorator) for decorator in function.decorator_list} & {"rule", "phase"}:
            continue
        keys = {
            inner
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and ast.unparse(call.func) in UNCOUNTED
            for inner in ast.walk(call)
        }
        found += [
            (node.lineno, node.value)
            for node in ast.walk(function)
            if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node not in keys
            if node.value not in PLAIN
        ]
    return found


def test_a_number_in_a_rule_is_a_parameter_or_has_a_name():
    found = [
        f"{path.name}:{line}: {value}"
        for layer in ("agents", "model")
        for path in sources(layer)
        for line, value in bare_numbers(path.read_text(encoding="utf-8"))
    ]
    assert not found, "numbers without a name: make each a parameter, or a constant that says why it is none"


def test_the_search_for_bare_numbers_finds_them():
    assert bare_numbers("@rule\ndef f(x):\n    return 0.7 * x + uniform(x, 17)\n") == [(3, 0.7)]
    assert not bare_numbers("LEAST = 0.7\n\n\n@rule\ndef f(x):\n    return LEAST * 0.5 * x\n")
