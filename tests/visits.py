"""The app's pages in Streamlit's own harness, for tests."""

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.app_server import SMALL_WORLD

ROOT = Path(__file__).resolve().parent.parent
DAYS = "lever_levers_focal_credit_deferment_days"


def visit(page: str = "", unfolded: tuple[str, ...] = ("credit",), more: str = "", **query) -> AppTest:
    """The app after its first run, in a small market unless the link says otherwise.

    ``unfolded`` are groups of levers that are open, ``more`` is the open section below.
    """
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    for name, value in {"world": SMALL_WORLD, **({"page.more": more} if more else {}), **query}.items():
        test.query_params[name] = value
    for group in unfolded:
        test.session_state[f"group_{group}"] = True
    if page:
        test.switch_page(f"app_pages/{page}.py")
    return test.run()


def text_of(test: AppTest) -> str:
    """All that the page says."""
    parts = [*test.markdown, *test.caption, *test.info, *test.success, *test.warning, *test.error, *test.title]
    return "\n".join(part.value for part in parts)


def compared(page) -> list[str]:
    """The policies in the table of Compare."""
    return re.findall('role="rowheader">(.*?)</th>', " ".join(box.proto.body for box in page.get("html")))
