"""First page: a what-if beside a locked baseline."""

from __future__ import annotations

import time

import streamlit as st

from app_pages import charts
from app_pages.runs import FIRST_LOOK, FULL, ROOT_SEED, Question, prepare_opening
from experiments.compare import Comparison
from model import MODEL_VERSION, PARAMETERS
from scenarios import Scenario, list_scenarios, load_scenario

WORLDS = {"steady": "A steady market", "baseline": "The article's trends"}
GROUPS = {
    "credit": "Credit",
    "community": "Community",
    "services": "Services",
    "training": "Training",
    "stock": "Warehouse and delivery",
    "price": "Price",
    "push": "Sales push",
    "portfolio": "Portfolio",
    "recruiting": "Nobody's pond",
    "pond": "A paid pond",
}
FOLDED = ("training", "stock", "price", "push", "portfolio", "recruiting", "pond")  # shown on demand
NAMES = {
    "credit.mode": "Credit mode",
    "credit.deferment_days": "Days to pay",
    "credit.limit_months": "Credit limit",
    "credit.cutoff": "Risk accepted",
    "credit.rescue": "Rescue of partners in need",
    "credit.rescue_screening": "Screening before a rescue",
    "credit.insurance": "Claims insured",
    "community.budget": "Community budget",
    "community.portal_share": "Weight of the portal",
    "community.training_share": "Weight of training",
    "community.management_share": "Weight of management",
    "community.openness": "Openness",
    "services.package_depth": "Service package",
    "services.partner_margin_share": "Partner's share of package margin",
    "training.budget": "Courses for partners",
    "stock.fill_rate": "Fill rate",
    "stock.lead_days": "Delivery time",
    "stock.warehouse_access": "Open warehouse",
    "price.discount": "Price cut",
    "push.budget": "Extra sales effort",
    "portfolio.breadth": "Breadth",
    "portfolio.pruning": "Least sold lines dropped",
    "portfolio.agility": "Agility",
    "recruiting.budget": "Recruiting",
    "pond.paid_share": "Access to a network",
}


def levers() -> dict[str, list[str]]:
    """The focal distributor's levers by group, from the parameter table."""
    keys = [key for key in PARAMETERS if key.startswith("levers.focal.")]
    return {group: [key for key in keys if key.split(".")[2] == group] for group in GROUPS}


@st.cache_data
def policies() -> dict[str, str]:
    """Presets that differ from a steady market in the focal distributor's levers alone: name to title."""
    steady = load_scenario("steady")
    titles = {"steady": "As it is today"}
    for row in list_scenarios():
        scenario = load_scenario(row["name"])
        moved = [key for key, value in scenario.values.items() if value != steady.values.get(key)]
        if moved and not scenario.timeline and all(key.startswith("levers.focal.") for key in moved):
            titles[row["name"]] = row["title"]
    return titles


@st.cache_resource(show_spinner="Preparing the first comparison (once)...")
def opened() -> bool:
    """The opening comparison is there: made once a server, kept on disk."""
    prepare_opening()
    return True


def widget(key: str, scenario: Scenario):
    """A control for one lever, drawn from its declaration; returns the chosen value."""
    p = PARAMETERS[key]
    name = NAMES[".".join(key.split(".")[2:])]
    value = scenario.values[key]
    state = key.replace(".", "_")
    text = f"{p.tip} Source: {p.source} ({p.status})."
    if p.choices:
        if state not in st.session_state:
            st.session_state[state] = value
        return st.selectbox(name, p.choices, key=state, help=text)
    percent = p.unit.startswith("share")
    scale = 100.0 if percent else 1.0
    unit = p.unit.replace("share", "%") if percent else p.unit
    low, high = min(p.low, value), max(p.high, value)
    step, shown = (1.0, "%.0f") if percent or p.unit == "days" or high > 20 else (0.1, "%.1f")
    if percent and scale * high <= 5:
        step, shown = 0.1, "%.1f"
    if state not in st.session_state:
        st.session_state[state] = float(value * scale)
    chosen = st.slider(
        f"{name} ({unit})", float(low * scale), float(high * scale), step=step, format=shown, key=state, help=text
    )
    return round(chosen / scale, 6)


def take_preset() -> None:
    """Move every lever to the chosen preset's value."""
    scenario = load_scenario(st.session_state["preset"])
    for keys in levers().values():
        for key in keys:
            value = scenario.values[key]
            percent = PARAMETERS[key].unit.startswith("share")
            st.session_state[key.replace(".", "_")] = float(value * 100) if percent else value


def reset() -> None:
    """Back to the opening view."""
    st.session_state["preset"] = "credit"
    st.session_state["world"] = "steady"
    take_preset()


def what_if(world: Scenario) -> Scenario:
    """The scenario that the controls describe, on the chosen world."""
    chosen = {}
    preset = load_scenario(st.session_state["preset"])
    for group, keys in levers().items():
        place = st.expander(GROUPS[group]) if group in FOLDED else st.container()
        with place:
            if group not in FOLDED:
                st.subheader(GROUPS[group])
            for key in keys:
                chosen[key] = widget(key, preset)
    moved = {key: value for key, value in chosen.items() if value != world.values[key]}
    return world.with_values(moved, origin="what-if")


def command_of(world: Scenario, scenario: Scenario, pairs: int) -> str:
    """The command that gives the numbers on the screen."""
    sets = " ".join(f"{k}={v}" for k, v in scenario.values.items() if v != world.values[k])
    lines = [f"garden compare {world.name} what-if.toml --replicates {pairs} --seed {ROOT_SEED}"]
    body = f'extends = "{world.name}"\n' + "\n".join(
        f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}"
        for k, v in scenario.values.items()
        if v != world.values[k]
    )
    return f"{lines[0]}\n\n# what-if.toml{'' if sets else ' (nothing differs from the baseline)'}\n{body}"


def draw(place, comparison: Comparison, final: bool) -> None:
    """The answer so far."""
    found = comparison.metrics(1)
    with place.container():
        sentence = comparison.finding(1)
        (st.success if found["survival_share"].clear and final else st.info)(
            sentence.replace("what-if", "The what-if", 1)
        )
        if not final:
            st.caption(f"A first answer from {comparison.pairs} pairs; the intervals narrow as more arrive.")
        columns = st.columns(4)
        tell = (
            ("Partners still there", "survival_share", "{:.1%}", "{:+.1f} points", 100.0),
            ("Months of life kept", "rmst_months", "{:.1f}", "{:+.2f} months", 1.0),
            ("Focal profit", "focal_profit", "{:,.0f}", "{:+,.0f}", 1.0),
            ("Cost of the levers", "focal_spend", "{:,.0f}", "{:+,.0f}", 1.0),
        )
        for column, (name, metric, shown, moved, scale) in zip(columns, tell, strict=True):
            pair = found[metric]
            spent = metric == "focal_spend"
            column.metric(
                name,
                shown.format(pair.other),
                moved.format(scale * pair.difference),
                delta_color="off" if spent or not pair.clear else "normal",
                help=f"95 % interval of the difference: {scale * pair.low:,.2f} to {scale * pair.high:,.2f}",
            )
        left, right = st.columns(2)
        with left:
            st.markdown("**Who survives**")
            st.altair_chart(charts.survival_chart(comparison), width="stretch", key=f"survival-{final}")
            st.caption("Partners of month 0. Band: 95 % interval of the curve over all runs (Kaplan-Meier).")
        with right:
            st.markdown("**What it means for the focal distributor**")
            st.altair_chart(charts.money_chart(comparison), width="stretch", key=f"money-{final}")
            st.caption("Cumulative profit against the baseline on the same luck. Band: 95 % interval of the mean.")
        left, right = st.columns(2)
        with left:
            st.markdown("**Who is left**")
            st.altair_chart(charts.kinds_chart(comparison), width="stretch", key=f"kinds-{final}")
        with right:
            st.markdown("**Whom it helps**")
            rows = []
            for name, label in (("survival_share_treated", "partners of the focal distributor"),
                                ("survival_share_untreated", "partners of its rivals"),
                                ("survival_share", "the whole channel")):  # fmt: skip
                if name in found:
                    d = found[name]
                    rows.append({"for": label, "difference (points)": f"{100 * d.difference:+.1f}",
                                 "95 % interval": f"{100 * d.low:+.1f} to {100 * d.high:+.1f}"})  # fmt: skip
            st.table(rows)
        with st.expander("The numbers behind the charts"):
            table = charts.survival_table(comparison)
            wanted = table[table["month"].isin([0, 12, 36, 60, comparison.months])]
            st.dataframe(wanted, hide_index=True, width="stretch")
            st.dataframe(charts.money_table(comparison).iloc[11::12], hide_index=True, width="stretch")


def answer(world: Scenario, scenario: Scenario) -> None:
    """A first look, then the refinement; leaving the page or moving a lever gives up the rest."""
    place, bar = st.empty(), st.empty()
    question = Question(world, scenario, scenario.months, FULL)
    try:
        shown = 0
        while True:
            done = question.done
            if done >= FULL:
                break
            if (shown == 0 and done >= min(FIRST_LOOK, FULL)) or (shown and done >= 2 * shown):
                draw(place, question.answer(), final=False)
                shown = done
            bar.progress(done / FULL, text=f"{done} of {FULL} pairs of runs")
            time.sleep(0.1)
        bar.empty()
        comparison = question.answer()
        if not comparison.complete:
            failed = comparison.failed[0].error if comparison.failed else "no run was finished"
            st.error(f"These runs failed: {failed}. Move a lever back, or press reset.")
            return
        draw(place, comparison, final=True)
    finally:
        question.leave()
    st.divider()
    st.caption(
        f"{comparison.pairs} pairs of runs on the same luck, root seed {ROOT_SEED}, {scenario.months} months, "
        f"model version {MODEL_VERSION}, baseline {world.hash}, what-if {scenario.hash}. "
        "A generic IT channel with sourced and assumed numbers; no prediction."
    )
    with st.expander("Run this again"):
        st.code(command_of(world, scenario, comparison.pairs), language="bash")


def show() -> None:
    """The page."""
    st.set_page_config(page_title="Partner Garden", page_icon=":seedling:", layout="wide")
    opened()
    if "preset" not in st.session_state:
        st.session_state["preset"], st.session_state["world"] = "credit", "steady"
    st.title("Partner Garden")
    st.write(
        "What a distributor's credit, community, services and the rest do to the partners that sell its goods. "
        "The dashed baseline stays; move a lever and see what changes."
    )
    with st.sidebar:
        st.button("Reset", on_click=reset, key="reset", width="stretch")
        st.selectbox(
            "World",
            list(WORLDS),
            format_func=WORLDS.get,
            key="world",
            help=load_scenario(st.session_state["world"]).description,
        )
        titles = policies()
        presets = list(titles)
        st.selectbox("Policy preset", presets, format_func=titles.get, key="preset", on_change=take_preset)
        world = load_scenario(st.session_state["world"])
        scenario = what_if(world)
    scenario = Scenario(
        "what-if", titles[st.session_state["preset"]], "", scenario.values, scenario.origins, scenario.timeline
    )
    if scenario.hash == world.hash:
        st.info("Nothing differs from the baseline yet: choose a preset or move a lever at the left.")
    answer(world, scenario)
