"""Measures the app under load and tells what came out: ``python -m tests.load [--users 20] [--pairs 64] [--quick]``.

Nothing here is asserted by the clock; run it on a quiet machine. A visitor speaks the app's own protocol
(:mod:`tests.visitor`), since twenty browsers would themselves be the load; the first view and the moved lever are
also timed in a real browser, when there is one.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from tests.visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent
LEVER = "lever_levers_focal_community_budget"
DRAWN = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"
SPAWN = multiprocessing.get_context("spawn")
LATER = 5  # moves after the first
LIGHT = ("glossary", "assumptions", "compare")  # the first of these pages that is there stands for a light one


def resident(pid: int) -> float:
    """Memory of a process, MB."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """The app in a process of its own."""

    def __init__(self, pairs: int, log) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "GARDEN_APP_PAIRS": str(pairs)}
        command = [sys.executable, "-m", "app_pages.server", "--port", str(port)]
        start = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        while True:
            try:
                with urllib.request.urlopen(f"{self.address}/ready", timeout=5) as answer:
                    if answer.status == 200:
                        break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("error: the server did not start; see the log") from None
            time.sleep(0.1)
        self.ready = time.perf_counter() - start

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(30)


def single_run(times: int) -> float:
    """Seconds of one run of the example market over its whole length, the middle of ``times``."""
    from experiments.running.runs import one_run
    from scenarios import load_scenario

    scenario, found = load_scenario("steady"), []
    one_run(scenario, 0, 0, 1, 2)
    for number in range(times):
        start = time.perf_counter()
        one_run(scenario, 0, 1000 + number, 1, scenario.months)
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def moved(page) -> dict:
    """Seconds from a lever's move to the finding and its numbers, to the last chart drawn anew, and to all pairs."""
    footer = page.locator(".st-key-footer_final").inner_text()
    number = page.locator("[data-testid=stMetric]").first.inner_text()
    slider = page.locator(f".st-key-{LEVER}").locator("input, [role=slider]").first
    slider.focus()
    start = time.perf_counter()
    page.keyboard.press("ArrowRight")
    page.evaluate(f"document.querySelectorAll('{DRAWN}').forEach(chart => {{ chart.dataset.before = '' }})")
    changed = (
        "text => { const f = document.querySelector('[class*=st-key-footer_]'); return f && f.innerText !== text "
        f"&& [...document.querySelectorAll('{DRAWN}')].every(chart => !('before' in chart.dataset)) }}"
    )
    told = "text => { const m = document.querySelector('[data-testid=stMetric]'); return m && m.innerText !== text }"
    page.wait_for_function(told, arg=number, timeout=600_000)
    found = {"sentence": time.perf_counter() - start}
    page.wait_for_function(changed, arg=footer, timeout=600_000)
    found["answer"] = time.perf_counter() - start
    page.locator(".st-key-answer_final").wait_for(timeout=1_200_000)
    found["refined"] = time.perf_counter() - start
    return found


def in_a_browser(address: str) -> dict:
    """First view, and the answers to a moved lever, as a person sees them; empty without a browser.

    The very first move is told apart from later ones: a browser that has drawn nothing anew before takes longer for it.
    An answer counts once its footer stands there and every chart is drawn anew; its sentence and numbers come before.
    """
    from tests.browser import find_browser, launch

    if find_browser(install=False)[0] is None:
        return {}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1400, "height": 1300})
        start = time.perf_counter()
        page.goto(address)
        page.locator(".st-key-answer_final").wait_for(timeout=600_000)
        page.locator(DRAWN).first.wait_for()
        page.wait_for_function("document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
        found = {"first_view": time.perf_counter() - start}
        found |= {f"first_{name}": seconds for name, seconds in moved(page).items()}
        later = [moved(page) for _ in range(LATER)]
        found |= {f"later_{name}": statistics.median(one[name] for one in later) for name in later[0]}
        browser.close()
    return found


def crowd(address: str, users: int) -> dict:
    """Everybody opens the page, then everybody moves a lever at once, to a place of their own."""
    visitors, opened, answers, errors = [], [], [], []
    for _ in range(users):
        visitor = Visitor(address)
        visitor.ask()
        opened.append(visitor.listen())
        visitors.append(visitor)
    lock = threading.Lock()

    def move(number: int, visitor: Visitor) -> None:
        try:
            visitor.ask(LEVER, 1.0 + 4.0 * number)
            run = visitor.listen(timeout=3600)
            with lock:
                answers.append(run)
        except Exception as problem:  # told below
            with lock:
                errors.append(f"{type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=move, args=pair) for pair in enumerate(visitors)]
    light = Light(address)
    light.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    light.stop()
    for visitor in visitors:
        visitor.close()
    errors += [text for run in [*opened, *answers] for text in run.errors] + light.errors
    firsts = sorted(run.first for run in answers if run.first is not None)
    ends = sorted(run.end for run in answers if run.end is not None)
    return {
        "users": users,
        "errors": errors,
        "first_answer_median": statistics.median(firsts) if firsts else None,
        "first_answer_worst": firsts[-1] if firsts else None,
        "refined_median": statistics.median(ends) if ends else None,
        "refined_worst": ends[-1] if ends else None,
        "light_page": light.page,
        "light_median": statistics.median(light.times) if light.times else None,
        "light_worst": max(light.times) if light.times else None,
        "light_visits": len(light.times),
    }


class Light:
    """Somebody who opens a light page again and again while the others compute: in a process of its own, so that it
    waits for the server alone, and not for the other visitors of this one."""

    def __init__(self, address: str) -> None:
        from app_pages import PAGES

        self.page = next((name for name in LIGHT if name in PAGES), "")
        self.times, self.errors = [], []
        self.pipe, other = SPAWN.Pipe()
        self.process = SPAWN.Process(target=_visit, args=(address, self.page, other), daemon=True)
        self.process.start()
        self.pipe.recv()  # it is loaded

    def start(self) -> None:
        """Begin."""
        self.pipe.send("begin")

    def stop(self) -> None:
        """No further visit."""
        self.pipe.send("end")
        self.times, self.errors = self.pipe.recv()
        self.process.join(120)


def _visit(address: str, page: str, pipe) -> None:
    """Open, read, close, until stopped; tells seconds and errors. The first visit is before all others begin, since it
    loads what a visitor speaks with."""
    times, errors = [], []
    first = Visitor(address, page=page)
    first.ask()
    first.listen()
    first.close()
    pipe.send("loaded")
    pipe.recv()
    while not pipe.poll(0.5 if times else 0.0):
        try:
            start = time.perf_counter()
            visitor = Visitor(address, page=page)
            visitor.ask()
            run = visitor.listen(timeout=120)
            times.append(time.perf_counter() - start)
            errors += run.errors
            visitor.close()
        except Exception as problem:  # told with the rest
            errors.append(f"light page: {type(problem).__name__}: {problem}")
    pipe.send((times, errors))


def memory(server: Server, users: int, reruns: int) -> dict:
    """What a user and a rerun leave behind, MB."""
    pid = server.process.pid
    first = Visitor(server.address)  # what is loaded once for all
    first.ask()
    first.listen()
    before = resident(pid)
    visitors = []
    for _ in range(users):
        visitor = Visitor(server.address)
        visitor.ask()
        visitor.listen()
        visitors.append(visitor)
    with_users = resident(pid)
    for visitor in visitors:
        visitor.close()
    marks = []
    for number in range(reruns):
        first.ask()
        first.listen()
        if number in (reruns // 10, reruns // 2, reruns - 1):
            marks.append(resident(pid))
    first.close()
    return {"per_user": (with_users - before) / users, "after_a_tenth": marks[0], "after_half": marks[1],
            "after_all": marks[-1], "reruns": reruns}  # fmt: skip


def told(value) -> str:
    """A number for people."""
    return "–" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def main() -> int:
    """Measure and tell."""
    flags = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__.splitlines()[0])
    flags.add_argument("--users", type=int, default=20)
    flags.add_argument("--pairs", type=int, default=64)
    flags.add_argument("--reruns", type=int, default=500)
    flags.add_argument("--quick", action="store_true", help="few pairs, users and reruns")
    flags.add_argument("--json", action="store_true")
    flags.add_argument("--log", default=os.devnull, help="where the server's own output goes")
    options = flags.parse_args()
    if options.quick:
        options.users, options.pairs, options.reruns = 4, 8, 40
    run = single_run(9)
    with open(options.log, "w", encoding="utf-8") as log:
        server = Server(options.pairs, log)
        try:
            rows = {"single_run": run, "pairs": options.pairs, "server_ready": server.ready}
            rows |= in_a_browser(server.address)
            rows |= memory(server, options.users, options.reruns)
            rows |= crowd(server.address, options.users)
        finally:
            server.stop()
    rows["goal_refined"] = 90 * run * options.pairs / 64 + 1.0
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    goals = {
        "first_view": "at most 2 s after the server is ready",
        "first_sentence": "at most 0.5 s",
        "first_answer": "at most 0.8 s",
        "later_sentence": "at most 0.5 s",
        "later_answer": "at most 0.8 s",
        "first_refined": f"at most {rows['goal_refined']:.1f} s: the time of 90 single runs for 64 pairs, plus 1 s",
        "per_user": "below 5 MB",
        "after_all": "no more than after a tenth",
        "light_worst": "at most 0.5 s",
        "errors": "none",
    }
    for name, value in rows.items():
        text = "none" if value == [] else told(value)
        print(f"{name:22} {text:>12}   {goals.get(name, '')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
