"""Levers, worlds and dates moved on the page in Streamlit's own harness: what the page and its link then hold."""

import pytest

from tests.app_server import SMALL_WORLD
from tests.visits import DAYS, text_of, visit

pytestmark = pytest.mark.usefixtures("opening_at_hand")


def test_a_moved_lever_moves_the_link_and_undo_takes_it_back():
    page = visit()
    page.slider(key=DAYS).set_value(60.0).run()
    assert page.query_params["policy"] == "credit;credit.deferment_days=60.0"
    page.button(key="undo").click().run()
    assert page.query_params["policy"] == "credit" and page.slider(key=DAYS).value == 45.0
    page.button(key="redo").click().run()
    assert page.slider(key=DAYS).value == 60.0
    page.selectbox(key="preset").set_value("steady").run()
    assert any("Nothing differs" in info.value for info in page.info)
    assert not page.exception


def test_the_same_preset_again_takes_back_what_was_moved():
    page = visit()
    page.slider(key=DAYS).set_value(60.0).run()
    page.selectbox(key="preset").set_value("credit").run()
    assert page.slider(key=DAYS).value == 45.0 and page.query_params["policy"] in ("credit", ["credit"])


def test_a_lever_is_typed_and_goes_back_alone_to_the_baseline():
    page = visit()
    back = f"back_{DAYS}"
    page.number_input(key=f"typed_{DAYS}_0").set_value(52.5).run()
    page.slider(key="lever_levers_focal_credit_limit_months").set_value(3.0).run()
    assert page.slider(key=DAYS).value == 52.5
    page.button(key=back).click().run()
    assert page.slider(key=DAYS).value == 30.0
    assert [n.value for n in page.number_input if n.key.startswith(f"typed_{DAYS}")] == [30.0]
    assert page.slider(key="lever_levers_focal_credit_limit_months").value == 3.0
    assert back not in {button.key for button in page.button}


def test_a_typed_value_that_cannot_be_is_told_and_one_beyond_the_usual_is_marked():
    page, typed = visit(), "typed_lever_levers_focal_community_budget_0"
    page.number_input(key=typed).set_value(-5.0).run()
    assert any("Community budget" in w.value and "Allowed: 0 or more" in w.value for w in page.warning)
    field = next(one for one in page.number_input if one.key.startswith(typed[:-2]))
    assert field.value == 0.0 and not page.exception
    field.set_value(9999.0).run()
    assert any("Outside what is usual, 0 to 60" in text.value for text in page.caption)


def test_an_address_that_lags_behind_is_no_new_link():
    page = visit()
    first = dict(page.query_params)
    page.slider(key=DAYS).set_value(60.0).run()
    for name, value in first.items():  # the browser still has the address of before
        page.query_params[name] = value
    page.slider(key=DAYS).set_value(75.0).run()
    assert page.slider(key=DAYS).value == 75.0
    assert page.query_params["policy"] in ("credit;credit.deferment_days=75.0", ["credit;credit.deferment_days=75.0"])


def test_a_locked_baseline_stays_while_the_policy_goes_on():
    page = visit()
    page.button(key="lock").click().run()
    assert page.query_params["baseline"] == "credit"
    assert any("Nothing differs" in info.value for info in page.info)
    page.selectbox(key="preset").set_value("price").run()
    assert page.query_params["baseline"] == "credit" and page.query_params["policy"] == "price"
    page.button(key="unlock").click().run()
    assert "baseline" not in page.query_params and not page.exception


def test_reset_comes_back_and_keeps_the_language():
    page = visit(lang="ru", policy="price")
    assert "что если?" in text_of(page)
    page.button(key="reset").click().run()
    assert page.query_params["policy"] == "credit" and page.query_params["lang"] == "ru"


def test_what_a_link_cannot_have_is_told_on_the_page():
    page = visit(policy="credit;credit.deferment_days=900;nonsense=1", colour="red")
    told = [w.value for w in page.warning]
    assert any("credit.deferment_days: 900 is out of range" in line for line in told)
    assert any("nonsense" in line for line in told) and any("colour" in line for line in told)
    assert not page.exception and page.slider(key=DAYS).value == 45.0
    page.slider(key=DAYS).set_value(30.0).run()
    assert not page.warning, "told again"


@pytest.mark.parametrize(
    ("page", "part", "bad"),
    [
        ("compare", "equal", "yes"),
        ("assumptions", "key", "levers.nothing"),
    ],
)
def test_what_a_page_cannot_have_of_a_link_is_told_on_it(page, part, bad):
    told = visit(page, lang="en", **{f"page.{part}": bad})
    assert not told.exception
    assert [w.value for w in told.warning if w.value.startswith("Not accepted")] == [
        f"Not accepted: page.{part}: “{bad}”; the page shows its own choice instead."
    ]


def test_a_change_on_a_date_is_added_told_and_removed():
    page = visit(more="dates")
    page.selectbox(key="dated_key").set_value("levers.focal.credit.deferment_days").run()
    page.number_input(key="dated_value_levers.focal.credit.deferment_days").set_value(60.0)
    page.number_input(key="dated_month").set_value(6)
    page.number_input(key="dated_until").set_value(18)
    page.button(key="dated_add").click().run()
    assert "6-18:" in page.query_params["policy"] and not page.exception
    assert "months 6 to 18" in text_of(page)
    page.button(key="remove_0").click().run()
    assert page.query_params["policy"] == "credit"
    page.number_input(key="dated_until").set_value(3)
    page.button(key="dated_add").click().run()
    assert any("until 3 is not after month 6" in w.value for w in page.warning)
    assert page.query_params["policy"] == "credit"


def test_a_shock_strikes_both_sides():
    page = visit(
        world="steady;months=36;population.integrator=22;population.online_shop=4;population.reseller=34", more="dates"
    )
    page.selectbox(key="dated_shock").set_value("rate-shock").run()
    page.button(key="shock_add").click().run()
    assert "finance.funding_rate=0.205" in page.query_params["world"]
    assert "rates jump" in text_of(page) and not page.exception


def test_another_world_keeps_length_population_and_shocks():
    page = visit(world=f"{SMALL_WORLD};6-12:dear money:finance.funding_rate=0.2")
    page.selectbox(key="world").set_value("baseline").run()
    assert not page.exception and not page.warning
    told = page.query_params["world"]
    assert told[0].startswith("baseline;") if isinstance(told, list) else told.startswith("baseline;")
    assert all(part in str(told) for part in ("months=24", "population.reseller=34", "dear money"))
    page.slider(key="months").set_value(12).run()  # the trends' own later dates go with the months
    assert not page.exception and not page.warning and "months=12" in str(page.query_params["world"])


def test_a_value_without_a_range_has_its_field():
    page = visit("assumptions", **{"page.key": "customers.consumer.firms"})
    assert not page.exception and page.number_input(key="exact_customers_consumer_firms").value == 0.0
