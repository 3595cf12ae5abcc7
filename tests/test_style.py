"""The house rules that a program can check: style, layers, heavy imports, no trace of one machine."""

import ast
import graphlib
import json
import re
import subprocess
import sys
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
