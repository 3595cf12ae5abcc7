"""Links, files and recipes: all that a view holds comes back, and what is not accepted is told."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app_pages import names
from app_pages.link import LONGEST, from_query, to_query
from app_pages.recipe import (
    FOCAL,
    Recipe,
    from_text,
    is_policy,
    parted,
    policies,
    scenario_of,
    to_text,
    world_of,
    worlds,
)
from app_pages.reproduce import again
from app_pages.state import History, View
from app_pages.uploads import LARGEST, scenario_from
from experiments.words.words import LANGUAGES, capital, words
from model import MODEL_VERSION, PARAMETERS
from scenarios import ScenarioError, load_scenario
from scenarios.check import UNDATED
from scenarios.scenario import Change


def query_of(view: View) -> dict[str, list[str]]:
    """A view's link as the browser hands it back."""
    return {name: [value] if isinstance(value, str) else value for name, value in to_query(view).items()}


def within(key: str):
    """Values that a key accepts."""
    p = PARAMETERS[key]
    if p.choices:
        return st.sampled_from(p.choices)
    if p.unit == "names":
        known = p.default.split(", ")
        return st.lists(st.sampled_from(known), min_size=1, unique=True).map(", ".join)
    if p.integer:
        return st.integers(int(p.low), int(p.high))
    return st.floats(p.low, p.high, allow_nan=False).map(lambda value: round(value, 8))


LEVERS = [key for key in PARAMETERS if is_policy(key)]
WORLD = [key for key in PARAMETERS if not is_policy(key) and key not in ("months", "money_scale")]
DATABLE = [key for key in WORLD if not key.startswith(UNDATED)]


@st.composite
def recipes(draw, policy: bool):
    """Recipes of a policy or a world."""
    keys = LEVERS if policy else WORLD
    recipe = Recipe(draw(st.sampled_from(policies() if policy else ("steady", "baseline", "rate-shock"))))
    for key in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)):
        recipe = recipe.with_value(key, draw(within(key)))
    changes = []
    for _ in range(draw(st.integers(0, 2))):
        key = draw(st.sampled_from(LEVERS if policy else DATABLE))
        month = draw(st.integers(0, 100))
        until = draw(st.none() | st.integers(month + 1, 119))
        name = draw(st.text(min_size=1, max_size=20))
        changes.append(Change(month, until, name, MappingProxyType({key: draw(within(key))})))
    return recipe.with_changes(changes)


@given(recipes(False), recipes(True), recipes(True), st.sampled_from(("en", "ru")))
def test_a_link_carries_everything(world, policy, saved, language):
    view = View(language, world, Recipe(), policy, (replace(saved, title="My own; name~1"),), (("partner", "342"),))
    try:
        view.scenario(), scenario_of(world, saved)
    except ScenarioError:
        return  # two changes that cannot stand together: told elsewhere
    found, refused = from_query(query_of(view))
    assert refused == []
    assert found == view
    assert found.scenario().hash == view.scenario().hash


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"policy": ["credit;credit.deferment_days=900"]}, "out of range; expected 0.0 to 120.0 (days)"),
        ({"policy": ["credit;credit.defermentdays=9"]}, "no lever of that name"),
        ({"policy": ["credit;finance.funding_rate=0.2"]}, "no lever of that name"),
        ({"world": ["steady;levers.focal.push.budget=9"]}, "no key of the world of that name"),
        ({"policy": ["nothing"]}, "no such policy"),
        ({"world": ["credit"]}, "no such world"),
        ({"world": ["steady;months=zwölf"]}, "is not a number"),
        ({"world": ["steady;months=nan"]}, "not a finite number"),
        ({"policy": ["credit;12-6:wrong:push.budget=3"]}, "until 6 is not after month 12"),
        ({"policy": ["credit;900:late:push.budget=3"]}, "month 900 is out of range"),
        ({"policy": ["credit;x:y:push.budget=3"]}, "expected month-until:name:key=value"),
        ({"world": ["steady;10:m:months=3"]}, "cannot change during a run"),
        ({"lang": ["de"]}, "is not one of en, ru"),
        ({"model": ["1"]}, "made with model version 1"),
        ({"colour": ["red"]}, "a link has no such part"),
        ({"saved": ["credit"] * 7}, "only 6 scenarios can be compared"),
        ({"policy": ["x" * LONGEST]}, "longer than"),
    ],
)
def test_what_a_link_cannot_have_is_told_in_words(query, told):
    view, refused = from_query(query)
    assert any(told in line for line in refused), refused
    assert all("\n" not in line and len(line) < 300 for line in refused)
    view.scenario(), view.base_scenario()


def test_a_good_part_of_a_link_stays_when_another_is_refused():
    view, refused = from_query({"policy": ["credit;credit.deferment_days=900;credit.cutoff=0.4"], "lang": ["ru"]})
    assert len(refused) == 1 and view.language == "ru"
    assert view.policy == Recipe("credit").with_value(FOCAL + "credit.cutoff", 0.4)


@given(
    st.dictionaries(
        st.sampled_from(("world", "policy", "saved", "baseline", "lang", "x")),
        st.lists(st.text(), min_size=1, max_size=3),
    )
)
def test_no_link_breaks_the_page(query):
    view, refused = from_query(query)
    view.scenario(), view.base_scenario()
    assert all(isinstance(line, str) for line in refused)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_policy_has_one_name_in_the_app_and_on_slides(language):
    for name in policies()[1:]:
        arms = ["baseline", f"baseline+{name}"]
        slide = words(language).among(arms).scenario(arms[1])
        assert names.policy(name, language) == slide and names.policy_title(name, language) == capital(slide), name
    assert names.policy("steady", language) == words(language).among(arms).scenario("baseline")


def test_presets_are_worlds_or_policies_and_mean_what_their_files_say():
    assert policies()[0] == worlds()[0] == "steady"
    assert {"credit", "community", "all-three", "prepayment"} <= set(policies())
    assert {"baseline", "import-shock", "rate-shock"} <= set(worlds())
    for name in policies():
        assert scenario_of(Recipe(), Recipe(name)).hash == load_scenario(name).hash
    for name in ("steady", "baseline", "rate-shock"):
        assert world_of(Recipe(name)).hash == load_scenario(name).hash
    assert scenario_of(Recipe("baseline"), Recipe("credit")).hash == load_scenario("baseline+credit").hash


def test_a_value_back_at_its_presets_no_longer_differs():
    key = FOCAL + "credit.deferment_days"
    moved = Recipe("credit").with_value(key, 60)
    assert moved.differs and moved.value(key) == 60
    assert moved.with_value(key, 45) == Recipe("credit")


@pytest.mark.parametrize("name", ["baseline", "imitators", "rate-shock", "all-three"])
def test_a_file_is_parted_into_world_and_policy_and_back(name):
    whole = load_scenario(name)
    world, policy = parted(whole)
    assert all(not is_policy(key) for key, _ in world.values) and all(is_policy(key) for key, _ in policy.values)
    assert scenario_of(world, policy).hash == whole.hash
    text = to_text(policy)
    assert from_text(text, True) == (policy, [])


def test_undo_and_redo_walk_the_history():
    first, second, third = (View(policy=Recipe(name)) for name in ("credit", "price", "rescue"))
    history = History(present=first).then(second).then(third)
    assert history.undone().undone().present == first
    assert history.undone().undone().undone().present == first
    assert history.undone().redone().present == third
    assert history.undone().then(first).future == ()
    assert history.then(third) is history


def test_back_leads_to_the_step_before_in_the_language_of_today():
    first, second = View(policy=Recipe("credit")), View("ru", policy=Recipe("price"))
    history = History(present=first).then(second)
    back = history.walked(replace(first, language="ru"))
    assert back.present == View("ru", policy=Recipe("credit")) and back.past == () and back.future == (second,)
    assert back.walked(replace(second, language="en")).past == (back.present,)


def test_the_history_is_bounded():
    history = History()
    for number in range(300):
        history = history.then(View(notes=(("n", str(number)),)))
    assert len(history.past) == 50


@pytest.mark.parametrize(
    ("world", "policy", "files"),
    [
        (Recipe(), Recipe("credit"), 0),
        (Recipe("baseline"), Recipe("credit"), 0),
        (Recipe("imitators"), Recipe("credit"), 2),
        (Recipe(), Recipe("credit").with_value(FOCAL + "credit.deferment_days", 60.0), 1),
        (
            Recipe("steady").with_value("months", 60),
            Recipe("price").with_changes(
                [Change(12, 24, "more “days”", MappingProxyType({FOCAL + "credit.deferment_days": 60.0}))]
            ),
            2,
        ),
    ],
)
def test_the_command_gives_the_scenarios_of_the_page(world, policy, files, tmp_path, monkeypatch):
    scenario = scenario_of(world, policy)
    found = again(world, [Recipe(), policy], 8, scenario.months)
    assert len(found.files) == files
    for name, text in found.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    named = found.command.split(" --")[0].split()[2:]
    assert [load_scenario(word).hash for word in named] == [world_of(world).hash, scenario.hash]
    assert "--replicates 8 --seed 1" in found.command
    compile(found.python, "again.py", "exec")


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "empty.toml", "is empty"),
        (b"months = ", "half.toml", "is not TOML"),
        (b"\xff\xfe", "odd.toml", "is not UTF-8"),
        (b"monts = 3", "typo.toml", "did you mean months?"),
        (b"months = 0", "zero.toml", "out of range"),
        (b'extends = "/etc/passwd"', "reach.toml", "expected a preset"),
        (b'extends = "../secret.toml"', "reach.toml", "expected a preset"),
        (b'extends = "nosuch"', "x.toml", "expected a preset"),
        (b"months = 60", "picture.png", "expected a .toml file"),
        (b"#" * (LARGEST + 1), "large.toml", "is larger than"),
        (b"[[[[", "deep.toml", "is not TOML"),
        (b'"a" = ' + b"[" * 5000, "nested.toml", "nested"),
    ],
)
def test_a_bad_upload_is_one_line(data, name, told):
    with pytest.raises(ScenarioError) as why:
        scenario_from(data, name)
    assert told in str(why.value) and "\n" not in str(why.value) and len(str(why.value)) < 400
    assert "garden-" not in str(why.value), "names a folder of the server"


def test_a_good_upload_is_the_scenario():
    text = load_scenario("all-three").to_toml(differences=True)
    assert scenario_from(text.encode(), "../mine.toml").hash == load_scenario("all-three").hash
    layered = b'extends = ["baseline", "credit"]\nmonths = 60\n'
    assert scenario_from(layered, "a.toml").hash == load_scenario("baseline+credit", {"months": 60}).hash


def test_links_tell_the_model_version():
    assert to_query(View())["model"] == str(MODEL_VERSION)


def test_a_comma_in_a_name_is_encoded_once():
    made = replace(Recipe("community"), title="No training, same budget").with_changes(
        [Change(12, None, "stop, now = ~", MappingProxyType({"levers.focal.community.budget": 0.0}))])  # fmt: skip
    text = to_text(made)
    assert "%" not in text and from_text(text, True) == (made, [])
