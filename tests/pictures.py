"""Pictures of the app for the guide: ``python -m tests.pictures [--pairs 64] [NAME ...]`` draws them into docs/images.

Each is the page that a link of the guide opens, in few colours so that it stays small.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.app_server import Server, link, opened, settle
from tests.browser import launch

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
LARGEST = 200_000  # bytes


@dataclass(frozen=True)
class Picture:
    """A page, its link, what to click before, and the part of the window that is kept."""

    page: str = ""
    query: dict = field(default_factory=dict)
    clicks: tuple[str, ...] = ()
    size: tuple[int, int] = (1280, 900)
    scroll_to: str = ""
    how: dict = field(default_factory=dict)
    wait: str = ".st-key-answer_final"


STEADY = {"world": "steady"}
PICTURES = {
    "explore": Picture(query={"policy": "credit", **STEADY}, size=(1280, 1000)),
    "explore-dark": Picture(query={"policy": "community", **STEADY}, how={"color_scheme": "dark"}),
    "explore-phone-russian": Picture(query={"policy": "credit", "lang": "ru", **STEADY}, size=(375, 812)),
    "signs": Picture(query={"policy": "community", **STEADY}, size=(1280, 640), scroll_to="Early signs"),
    "stopped": Picture(
        query={"policy": "community;12:money runs out:community.budget=0.0", **STEADY},
        clicks=("Timeline: policies and shocks on dates",),
        size=(1280, 640),
        scroll_to="Timeline: policies and shocks on dates",
    ),
    "rescued": Picture(
        "why", {"policy": "credit", "page.why": "rescued", **STEADY}, size=(1280, 1020), wait=".st-key-rescued_16"
    ),
    "compare": Picture("compare", {"saved": ["credit", "community", "training", "price"], **STEADY}, size=(1280, 1000)),
}


def drawn(browser, server: Server, picture: Picture) -> bytes:
    """The picture as PNG in few colours."""
    from PIL import Image

    width, height = picture.size
    url = link(server.address, picture.page, **picture.query)
    page = opened(browser, url, picture.wait, viewport={"width": width, "height": height}, **picture.how)
    for text in picture.clicks:
        page.get_by_text(text).first.click()
        page.wait_for_timeout(1000)  # it unfolds
    if picture.scroll_to:
        page.get_by_text(picture.scroll_to).first.evaluate(
            "e => { e.style.scrollMarginTop = '82px'; e.scrollIntoView({block: 'start'}) }"  # below the menu
        )
    page.wait_for_timeout(1200)
    settle(page, picture.wait)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    out = io.BytesIO()
    image.quantize(96, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Draw the pictures named, or all."""
    from playwright.sync_api import sync_playwright

    flags = argparse.ArgumentParser(prog="python -m tests.pictures")
    flags.add_argument("--pairs", type=int, default=64)
    flags.add_argument("names", nargs="*", metavar="NAME")
    options = flags.parse_args()
    wanted = options.names or list(PICTURES)
    unknown = [name for name in wanted if name not in PICTURES]
    if unknown:
        print(f"error: {unknown[0]}: no such picture; expected one of {', '.join(PICTURES)}", file=sys.stderr)
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "log.txt", str(options.pairs))
        try:
            server.wait("/ready", 1200)
            browser = launch(playwright)
            for name in wanted:
                data = drawn(browser, server, PICTURES[name])
                (IMAGES / f"{name}.png").write_bytes(data)
                print(f"{name}.png {len(data) // 1000} kB" + (" (too large)" if len(data) > LARGEST else ""))
            browser.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
