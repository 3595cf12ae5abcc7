"""A real server and browser pages for the tests of the app."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
PAIRS = "4"  # a full answer in the tests
SMALL_WORLD = "steady;months=24;population.integrator=22;population.online_shop=4;population.reseller=34"
PATIENCE = 180_000  # milliseconds: a slow machine that runs other tests too


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """``garden app`` on a free port, in a process group of its own."""

    def __init__(self, log: Path, pairs: str = PAIRS, flags: tuple[str, ...] = (), batches: Path | None = None) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.log = log
        environment = {**os.environ, "GARDEN_APP_PAIRS": pairs}
        if batches is not None:  # not the folder of whoever runs the tests
            environment["GARDEN_BATCHES"] = str(batches)
        command = [sys.executable, "-m", "experiments", "app", "--port", str(port), *flags]
        with log.open("w", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True
            )

    def wait(self, path: str = "/_stcore/health", seconds: float = 180.0) -> None:
        """Wait until ``path`` answers with 200."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(self.address + path, timeout=5):
                    return
            except OSError:
                assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
                time.sleep(0.2)
        raise AssertionError(f"{path} did not answer: {self.log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> None:
        """End it and what it started."""
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


def link(address: str, page: str = "", **parts: str | list[str]) -> str:
    """A link to a page; a small market unless a world is named."""
    parts = {"world": SMALL_WORLD, **parts}
    pairs = [
        (name, value) for name, values in parts.items() for value in ([values] if isinstance(values, str) else values)
    ]
    return f"{address}/{page}?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)


def own_partners() -> str:
    """A list of 48 partners for a link: it stays when a question sets its own world, which is then a small one."""
    from app_pages import populations

    rows = "integrator,40\nreseller,12\nonline_shop,30\n" * 16
    partners, _ = populations.from_file(f"kind,size\n{rows}".encode(), "own.csv")
    return populations.to_link(populations.keep(partners))


def opened(browser, url: str, wait: str = ".st-key-answer_final", **how):
    """A page with its answer drawn; console errors and requests to other hosts are collected in ``problems``."""
    page = browser.new_page(**how)
    page.set_default_timeout(PATIENCE)
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))

    def asked(request) -> None:
        if "//127.0.0.1:" not in request.url and not request.url.startswith(("data:", "blob:")):
            page.problems.append(request.url)

    page.on("request", asked)
    page.goto(url)
    settle(page, wait)
    return page


def settle(page, wait: str = ".st-key-answer_final") -> None:
    """Wait until the script has ended, the answer is there and nothing is a skeleton."""
    page.locator(wait).first.wait_for()
    page.wait_for_function(
        "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning' && "
        "document.querySelectorAll('[data-testid=stSkeleton]').length === 0"
    )
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".filter(c => c.offsetParent).every(c => c.querySelector('canvas, svg'))"
    )


def sideways(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
