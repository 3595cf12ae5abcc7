"""What stands around every page: the menu, the language, the link, and what was not accepted."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from functools import reduce
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app_pages import PAGES, questions, state
from app_pages.figures import look
from app_pages.link import from_query, to_query
from app_pages.turns import taken
from experiments.drawing.look import inside
from experiments.words.words import LANGUAGE_NAMES, LANGUAGES, words

FOLDER = Path(__file__).parent
WRITTEN = 200  # links of this session that are known again
BACK = "back"  # the part of an address that the browser adds when it walks its history (``entry.js``)

# A file's limit stands in our label: the one that Streamlit writes beside it is in whole megabytes, and another one.
STYLE = """<style>
@media (min-width: 768px) { .st-key-pinned { display: none } }
:has(> .st-key-pinned) { position: sticky; top: 0; z-index: 9 }
.st-key-pinned { background: GROUND; font-size: 0.85rem; padding: 0.3rem 0 }
.st-key-pinned p { margin: 0 }
[data-testid=stMainBlockContainer] { padding-top: 4rem }
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p { color: QUIET !important; opacity: 1 !important }
[data-testid=stBaseButton-primary], [data-testid=stBaseButton-primary] p { color: UPON !important }
[data-selected=true] p { color: INK !important }
[data-testid=stCode] .token { color: INK !important }
[role=listbox][data-layout=stack] [role=option] { height: auto !important; padding-block: 0.4rem !important }
[role=listbox][data-layout=stack] [data-item-hl] { white-space: normal !important; height: auto !important }
[data-testid=stSelectbox] input { text-overflow: ellipsis }
[data-testid=stFileUploaderDropzoneInstructions] { display: none }
:focus-visible { outline: 2px solid STRONG !important; outline-offset: 2px }
</style>"""

# What Streamlit itself writes in English: its words on a button that takes a file, and on the pages for which the menu
# has no room, give way to ours, and its advice to press Enter goes.
TRANSLATED = """<style>
[data-testid=stFileUploaderDropzone] button p { font-size: 0 }
[data-testid=stFileUploaderDropzone] button p::after { content: "UPLOAD"; font-size: 0.875rem }
[data-testid=stTopNavSection] p { font-size: 0 }
[data-testid=stTopNavSection] p::after { content: "REST"; font-size: 0.875rem }
[data-testid=InputInstructions] { display: none }
</style>"""


def show() -> None:
    """Draw the chosen page in its frame: in turn, where this visitor's last one was the page that most move."""
    with taken() if st.session_state.get("moves") else nullcontext():
        page = framed()
    st.session_state["moves"] = (page.url_path or PAGES[0]) == PAGES[0]
    page.run()


def framed() -> StreamlitPage:
    """Draw what stands around the chosen page; returns it."""
    st.set_page_config(page_title="Partner Garden", page_icon=":seedling:", layout="wide", initial_sidebar_state=360)
    read_link()
    state.mend()
    say = words(state.language(), "app.frame")
    pages = {name: _page(name) for name in PAGES}
    page = st.navigation(list(pages.values()), position="top")
    st.set_page_config(page_title=f"{page.title} · Partner Garden")
    wanted = st.session_state.pop("go_to", None)
    if wanted and pages[wanted] != page:
        st.switch_page(pages[wanted])
    strong = look().colours[0]
    colours = {
        "GROUND": look().ground,
        "QUIET": look().quiet,
        "STRONG": strong,
        "INK": look().ink,
        "UPON": inside(strong),
    }
    st.html(reduce(lambda text, pair: text.replace(*pair), colours.items(), STYLE))
    if state.language() != LANGUAGES[0]:
        st.html(TRANSLATED.replace("UPLOAD", say("upload")).replace("REST", say("rest")))
    with st.sidebar:
        st.segmented_control(
            say("language"),
            LANGUAGES,
            format_func=LANGUAGE_NAMES.get,
            key=state.place("language", state.language()),
            on_change=_language_chosen,
            required=True,
        )
    write_link()
    with st.container():  # always there, so that a line that comes or goes moves nothing below out of its place
        with st.empty().container():  # which wipes what was told before, however long the page then computes
            for line in state.told():
                st.warning(say("refused", line=line), icon=":material/report:")
            for line in state.told_done():
                st.success(line, icon=":material/check:")
        questions.told(page.url_path or PAGES[0])
    return page


def _page(name: str):
    title = words(state.language(), "app.pages")(name)
    return st.Page(FOLDER / f"{name}.py", title=title, url_path=name, default=name == PAGES[0])


def _language_chosen() -> None:
    state.set_language(state.chosen("language"))


def read_link() -> None:
    """Take over the view of a link: at the first run, when the address was changed by hand, and on Back and Forward."""
    query = {name: st.query_params.get_all(name) for name in st.query_params if name != BACK}
    # The menu clears the address when it changes pages: an empty one asks for nothing. And a fast hand moves a lever
    # on before the browser has the address of the move before: what was written here is a new link only where the
    # browser says so (``entry.js``).
    walked = BACK in st.query_params
    if not query or (not walked and _mark(query) in st.session_state.get("written", ())):
        return
    found, refused = from_query(query)
    if "history" not in st.session_state:
        st.session_state["history"] = state.History(present=found)
    elif walked:  # who has chosen another language since keeps it
        st.session_state["history"] = state.history().walked(replace(found, language=state.language()))
    else:
        st.session_state["history"] = state.history().then(found)
    for line in refused:
        state.tell(line)


def write_link() -> None:
    """Keep the address in step with the view, so that it can be copied at any time."""
    query = to_query(state.view())
    written = {name: [value] if isinstance(value, str) else value for name, value in query.items()}
    # First: a fast hand ends this run within the next line, and its address would then be taken for a new link.
    st.session_state["written"] = (*st.session_state.get("written", ())[-WRITTEN:], _mark(written))
    if {name: st.query_params.get_all(name) for name in st.query_params} != written:
        st.query_params.from_dict(query)


def _mark(query: dict[str, list[str]]) -> int:
    """A number that stands for a link."""
    return hash(tuple(sorted((name, tuple(values)) for name, values in query.items())))
