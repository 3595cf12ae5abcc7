"""Export: a chart as a picture, slides or numbers, and everything as a deck, with definitions and source inside."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app_pages import names, state
from app_pages.answers import follow
from app_pages.engine import engine
from app_pages.recipe import Recipe
from app_pages.reproduce import Again, again
from experiments.comparing.compare import Comparison
from experiments.comparing.results import Results, results_from
from experiments.drawing import files
from experiments.drawing.look import DARK, LIGHT, Look
from experiments.stage.again import made_again
from experiments.stage.charts import charts_of
from experiments.stage.deck import make_deck
from experiments.words.words import LANGUAGE_NAMES, LANGUAGES, words

PICTURES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
DECKS = {".pptx": "slides", ".pdf": "report", ".html": "web"}
TICK = 0.5  # seconds between looks at whether a deck is there


def show() -> None:
    """The page."""
    say = words(state.language(), "app.export")
    st.title(say("title"))
    st.write(say("lead"))
    view = state.view()
    base, other = view.base_scenario(), view.scenario()
    follow([base, other], other.months, lambda comparison, final: offer(comparison, say) if final else None)


def offer(comparison: Comparison, say) -> None:
    """Everything that can be taken away of a finished answer."""
    view = state.view()
    once_more = again(view.world, [view.baseline, view.policy], comparison.pairs, comparison.months)
    command = once_more.command
    results = {word: told_in(word, comparison, once_more) for word in LANGUAGES}
    left, right = st.columns([2, 1])
    with right:
        language = st.segmented_control(say("language"), LANGUAGES, format_func=LANGUAGE_NAMES.get, required=True,
                                        default=state.language(), key="export_language")  # fmt: skip
        ground = st.segmented_control(say("ground"), ("light", "dark"), format_func=say, default="light", required=True,
                                      key="export_ground")  # fmt: skip
        look = DARK if ground == "dark" else LIGHT
        stage = words(language)
        found = {chart.name: chart for chart in charts_of(results[language], stage)}
        chosen = st.selectbox(say("chart"), list(found), format_func=lambda name: found[name].title,
                              key=state.place_own("export_chart", list(found)))  # fmt: skip
        chart = found[chosen]
        st.subheader(say("this"))
        for kind, mime in PICTURES.items():
            hand_out(kind.upper(), partial(files.picture_file, chart, kind, look), f"{chart.name}.{kind}", mime)
        hand_out(say("slides"), partial(files.slides_file, chart, stage, look), f"{chart.name}.pptx")
        hand_out(say("shown"), partial(files.table_file, chart), f"{chart.name}.csv", "text/csv")
        for name, table in (("runs", results[language].runs), ("months", results[language].monthly)):
            hand_out(say(name), partial(files.rows_file, table, chart), f"{name}.csv", "text/csv")
    with left:
        st.image(files.picture_file(chart, "png", look), width="stretch", alt=chart.alternative)
        with st.expander(say("text")):
            st.write(chart.alternative)
        st.subheader(say("all"))
        st.caption(say("all_lead"))
        for place, word in zip(st.columns(len(LANGUAGES)), LANGUAGES, strict=True):
            with place:
                st.markdown(f"**{LANGUAGE_NAMES[word]}**")
                for suffix, name in DECKS.items():
                    make = partial(deck, results[word], word, suffix, look)
                    hand_out(say(name), make, f"partner-garden-{word}{suffix}", key=f"deck_{word}_{suffix[1:]}")
        st.subheader(say("again"))
        st.code(command, language="bash", wrap_lines=True)
        for name, text in once_more.files.items():
            hand_out(say("scenario", name=name), lambda text=text: text.encode(), name, "application/toml")


def told_in(language: str, comparison: Comparison, once_more: Again) -> Results:
    """The results with the policies called as people of that language call them."""
    view = state.view()
    called = [_called(recipe, language) for recipe in (view.baseline, view.policy)]
    if called[0] == called[1]:
        called[1] += " *"
    return results_from(comparison, called, once_more.command, once_more.words)


def _called(recipe: Recipe, language: str) -> str:
    """A policy's name inside a sentence: a person's own title, or what the charts call its preset."""
    return recipe.title or names.policy(recipe.preset, language) + (" *" if recipe.differs else "")


def hand_out(label: str, make, file_name: str, mime: str = "application/octet-stream", key: str = "") -> None:
    """A button that has the file made when it is pressed."""
    st.download_button(label, make, file_name, mime, key=key or f"take_{file_name.replace('.', '_')}",
                       on_click="ignore", width="stretch")  # fmt: skip


def deck(results: Results, language: str, suffix: str, look: Look) -> bytes:
    """The whole deck as a file, made by the workers in their order of arrival."""
    say = words(language)

    def make() -> bytes:
        return files.deck_file(make_deck(results, say, made_again(results, say)), suffix, say, look)

    work = engine.do(("deck", results.hashes, results.pairs, results.months, language, suffix, look.ground), make)
    while not work.wait(TICK):
        pass
    if work.error is not None:
        raise work.error
    return work.result


if __name__ == "__main__":
    show()
