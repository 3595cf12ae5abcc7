"""Live, for a talk: the finding in large type, one chart and three levers, which answer to keys; nothing else."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app_pages import figures, findings, names, state, verdict
from app_pages.answers import follow
from app_pages.drawing import chart_of
from app_pages.explore import move
from app_pages.lever_widgets import control, reach
from app_pages.recipe import Recipe, is_policy
from experiments.comparing.compare import Comparison
from experiments.stage.neighbours import step_from
from experiments.words.words import words
from experiments.writing.markup import literal
from model import MODEL_VERSION, PARAMETERS

CHARTS = ("kept", "money", "levels")  # those of the two lines of the finding first, then the whole channel
LEVERS = 3
# Those that a talk begins with where the policy moves fewer.
USUAL = ("levers.focal.credit.deferment_days", "levers.focal.community.budget", "levers.focal.services.package_depth")
OPENED = "opened_policy"  # no key of a widget: where the session keeps the policy that the page was opened with
TALL, LARGE, LABEL = 240, 18, 14  # pixels of the chart, of its letters and of its labels
# The label of the values lies over the chart: along so low a one it would be cut.
ABOVE = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -10,
         "titleBaseline": "bottom", "titleLimit": 900}  # fmt: skip
# Menu and sidebar would be the largest things on the screen: Esc leads back to them.
STYLE = """<style>
header[data-testid=stHeader], [data-testid=stSidebar] { display: none }
[data-testid=stMainBlockContainer] { padding: 0 3rem }
[data-testid=stMainBlockContainer] [data-testid=stVerticalBlock] { gap: 0.5rem }
[data-testid=stColumn] [data-testid=stVerticalBlock] [data-testid=stVerticalBlock] { gap: 0 }
h1 { font-size: 2rem !important; padding: 0.5rem 0 !important }
.st-key-live_answer { min-height: 58vh }
[class*=st-key-live_finding] p { font-size: 1.7rem; line-height: 1.3 }
[data-testid=stSlider] [data-testid=stWidgetLabel] p, .garden-value { font-size: 1.2rem }
[data-testid=stSliderThumbValue] { font-size: 1.2rem }
.garden-value { margin-top: -0.5rem }
</style>"""


def show() -> None:
    """The page."""
    say, view = words(state.language(), "app.live"), state.view()
    st.html(STYLE)
    base, other = view.base_scenario(), view.scenario()
    same = base.hash == other.hash  # every pair of runs would be the same twice
    months = min(base.months, other.months)
    name = literal(names.title_of(view.policy, view.language))
    st.title(say("lead.same") if same else say("lead", name=name, months=months))
    answer = st.container(key="live_answer")
    controls(say)
    with answer:
        if same:
            st.info(words(view.language, "app.findings")("same"), icon=":material/lightbulb:")
            return
        spot = st.empty()
        with spot.container(key="live_finding_0_False"):  # no old verdict under new levers
            st.markdown(f"**{say('waiting')}**")
        follow([base, other], months, partial(draw, spot))


def draw(spot, comparison: Comparison, final: bool) -> None:
    """The finding in its ``spot``, and the chart; of a first look only that it is one: in a hall luck reads as news.

    What stands below the finding is always a caption and a chart: an earlier one that nothing takes the place of would
    stay, pale, and push the levers off the screen.
    """
    view = state.view()
    early = verdict.first_look(comparison, final)
    if early:
        with spot.container(key=f"live_finding_{comparison.pairs}_{final}"):
            st.markdown(f"**{verdict.early_told(early)}**")
        for _ in range(2):
            st.empty()
        return
    with spot.container(key=f"live_finding_{comparison.pairs}_{final}"):
        told = "" if final else words(view.language, "app.live")("so_far", pairs=comparison.pairs)
        verdict.pinned(findings.found_in(comparison), told, more=verdict.closes_told(comparison))
    if final:
        say, world = words(view.language, "app.live"), literal(names.world_of(view))
        st.caption(say("told", pairs=comparison.pairs, months=comparison.months, world=world, version=MODEL_VERSION))
    else:
        st.empty()
    chart = chart_of(shown(), comparison, view.language, figures.look())[0]
    spec = figures.specification(chart, figures.look(), TALL)
    spec["config"]["axis"] |= {"labelFontSize": LARGE, "titleFontSize": LABEL}
    spec["config"]["axisY"] = ABOVE
    for layer in spec["layer"]:
        if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "text":
            layer["mark"]["fontSize"] = LARGE
        legend = layer.get("encoding", {}).get("color", {}).get("legend")
        if legend:
            legend["labelFontSize"] = LARGE
    st.vega_lite_chart(spec, width="stretch", theme=None)


def shown() -> str:
    """The chart that is chosen, on this page and on Explore."""
    noted = state.view().note("chart")
    return noted if noted in CHARTS else CHARTS[0]


def controls(say) -> None:
    """Three levers, each with a key for more and one for less; keys for baseline, policy as opened, chart, way back."""
    view, columns = state.view(), st.columns(LEVERS)
    opened = opened_with(view.policy, view.baseline)
    for number, key in enumerate(levers_of(opened, view.baseline), 1):
        with columns[number - 1]:
            control(key, view.policy, move, "live")
            for inside, (name, by, sign) in zip(
                st.columns(2), (("less", number + LEVERS, -1), ("more", number, 1)), strict=True
            ):
                inside.button(say(name), key=f"live_{name}_{number}", shortcut=str(by), on_click=stepped,
                              args=(key, sign), width="stretch")  # fmt: skip
    buttons = {"today": ("0", lambda: state.change(policy=state.view().baseline)),
               "opened": ("7", lambda: state.change(policy=opened)),
               "chart": ("9", lambda: state.set_note("chart", CHARTS[(CHARTS.index(shown()) + 1) % len(CHARTS)])),
               "leave": ("Esc", left)}  # fmt: skip
    for (name, (key, pressed)), place in zip(buttons.items(), st.columns(len(buttons)), strict=True):
        place.button(say(name), key=f"live_{name}", shortcut=key, on_click=pressed, width="stretch", type="tertiary")
    st.caption(say("help"))


def levers_of(policy: Recipe, baseline: Recipe) -> list[str]:
    """Three levers that slide: those that the policy's preset moves, then the usual ones.

    Not those that differ now: a lever that is moved back would leave the screen.
    """
    preset = Recipe(policy.preset)
    slides = [key for key, p in PARAMETERS.items() if is_policy(key) and not p.choices]
    moved = [key for key in slides if preset.value(key) != baseline.value(key)]
    return list(dict.fromkeys([*(key for key in USUAL if key in moved), *moved, *USUAL]))[:LEVERS]


def opened_with(policy: Recipe, baseline: Recipe) -> Recipe:
    """The policy that this page was opened with: a key leads back to it, and its levers stay on the screen.

    Keys move its levers or those of the baseline; any other preset has been chosen elsewhere since.
    """
    opened = st.session_state.setdefault(OPENED, policy)
    if policy.preset not in (opened.preset, baseline.preset):
        opened = st.session_state[OPENED] = policy
    return opened


def left() -> None:
    """Back to the page Explore; what is opened here next is another policy."""
    st.session_state.pop(OPENED, None)
    st.session_state.update(go_to="explore")


def stepped(key: str, sign: int) -> None:
    """A lever a step further, within its range."""
    move(key, step_from(key, state.view().policy.value(key), sign, reach(key)))


if __name__ == "__main__":
    show()
