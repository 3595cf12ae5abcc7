"""Pictures of the app for the guide: ``python -m tests.pictures [--pairs 64] [NAME ...]`` draws them into docs/images.

Each is the page that a link of the guide opens, in few colours so that it stays small. A name ``sheet-PAGE`` (all of
them with ``--sheets``) is the page in both looks and languages, on a desk and on a phone, side by side.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from app_pages import PAGES
from tests.app_server import Server, link, opened, settle
from tests.browser import launch

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
LARGEST = 200_000  # bytes


@dataclass(frozen=True)
class Picture:
    """A page, its link, and the part of the window that is kept."""

    page: str = ""
    query: dict = field(default_factory=dict)
    size: tuple[int, int] = (1280, 900)
    scroll_to: str = ""
    how: dict = field(default_factory=dict)
    wait: str = ".st-key-answer_final"


STEADY = {"world": "steady"}
PICTURES = {
    "explore": Picture(query={"policy": "credit", **STEADY}, size=(1280, 1000)),
    "explore-dark": Picture(query={"policy": "community", **STEADY}, how={"color_scheme": "dark"}),
    "explore-phone-russian": Picture(query={"policy": "credit", "lang": "ru", **STEADY}, size=(375, 812)),
    "signs": Picture(
        query={"policy": "community", "page.more": "signs", **STEADY}, size=(1280, 900), scroll_to="Early signs"
    ),
    "stopped": Picture(
        query={"policy": "community;12:money runs out:community.budget=0.0", "page.more": "dates", **STEADY},
        size=(1280, 900),
        scroll_to="Dates and shocks",
    ),
    "rescued": Picture(
        "why", {"policy": "credit", "page.why": "rescued", **STEADY}, size=(1280, 1020), wait=".st-key-rescued_32"
    ),
    "compare": Picture("compare", {"saved": ["credit", "community", "training", "price"], **STEADY}, size=(1280, 1000)),
}


LOOKS, LANGUAGES = ("light", "dark"), ("en", "ru")
DESK, PHONE = (1280, 900), (390, 844)
HEIGHT = 450  # pixels of each picture of a sheet
FINAL = ".st-key-answer_final"
# Pages whose answer is waited for.
ANSWERING = {"explore": FINAL, "compare": FINAL, "worlds": FINAL,
             "evidence": ".st-key-claims_slides", "live": "[class*=st-key-live_finding_][class*=_True]"}  # fmt: skip
SHOWN = {"explore": {"policy": "credit"}, "compare": {"saved": ["credit", "community", "training", "price"]},
         "worlds": {"policy": "community"}, "why": {"policy": "credit"}}  # fmt: skip


def seen(page, wait: str):
    """What a page shows once it has come to rest; the page is closed."""
    from PIL import Image

    page.wait_for_timeout(1200)
    settle(page, wait)
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return image


def in_few_colours(image) -> bytes:
    """A picture as a small PNG."""
    from PIL import Image

    out = io.BytesIO()
    image.quantize(96, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def sheet(browser, server: Server, name: str) -> bytes:
    """A page in every look and language: four desks in two rows, four phones below, as PNG in few colours."""
    from PIL import Image

    size = {kind: (round(HEIGHT * kind[0] / kind[1]), HEIGHT) for kind in (DESK, PHONE)}
    whole = Image.new("RGB", (2 * size[DESK][0], 3 * HEIGHT), "white")
    for down, look in enumerate(LOOKS):
        for across, language in enumerate(LANGUAGES):
            query = {**STEADY, **SHOWN.get(name, {}), "lang": language}
            wait = ANSWERING.get(name, "[data-testid=stMain] h1")
            url = link(server.address, "" if name == PAGES[0] else name, **query)
            for kind in (DESK, PHONE):
                width, height = kind
                page = opened(browser, url, wait, viewport={"width": width, "height": height}, color_scheme=look)
                one = seen(page, wait).resize(size[kind], Image.Resampling.LANCZOS)
                place = across * size[DESK][0], down * HEIGHT
                if kind is PHONE:
                    place = round((2 * down + across + 0.5) * whole.width / 4 - size[PHONE][0] / 2), 2 * HEIGHT
                whole.paste(one, place)
    return in_few_colours(whole)


def drawn(browser, server: Server, picture: Picture) -> bytes:
    """The picture as PNG in few colours."""
    width, height = picture.size
    url = link(server.address, picture.page, **picture.query)
    page = opened(browser, url, picture.wait, viewport={"width": width, "height": height}, **picture.how)
    if picture.scroll_to:
        page.get_by_text(picture.scroll_to).first.evaluate(
            "e => { e.style.scrollMarginTop = '82px'; e.scrollIntoView({block: 'start'}) }"  # below the menu
        )
    return in_few_colours(seen(page, picture.wait))


def main() -> int:
    """Draw the pictures named, or all."""
    from playwright.sync_api import sync_playwright

    flags = argparse.ArgumentParser(prog="python -m tests.pictures")
    flags.add_argument("--pairs", type=int, default=64)
    flags.add_argument("--sheets", action="store_true", help="every page in every look and language")
    flags.add_argument("names", nargs="*", metavar="NAME")
    options = flags.parse_args()
    sheets = {f"sheet-{name}": name for name in PAGES}
    wanted = options.names or list(sheets if options.sheets else PICTURES)
    unknown = [name for name in wanted if name not in PICTURES and name not in sheets]
    if unknown:
        print(
            f"error: {unknown[0]}: no such picture; expected one of {', '.join([*PICTURES, *sheets])}", file=sys.stderr
        )
        return 2
    (IMAGES / "app").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "log.txt", str(options.pairs))
        try:
            server.wait("/ready", 1200)
            browser = launch(playwright)
            for name in wanted:
                if name in sheets:
                    data, path = sheet(browser, server, sheets[name]), IMAGES / "app" / f"{sheets[name]}.png"
                else:
                    data, path = drawn(browser, server, PICTURES[name]), IMAGES / f"{name}.png"
                path.write_bytes(data)
                print(f"{name}.png {len(data) // 1000} kB" + (" (too large)" if len(data) > LARGEST else ""))
            browser.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
