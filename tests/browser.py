"""Finds a headless browser for the tests, or installs one; ``python -m tests.browser`` tells which."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALLABLE = ("chromium-headless-shell", "chromium")
# No sandbox, since CI runs as root; no name is looked up, so a page that asks an outside host fails its test.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
WANTED = "no headless browser: set BROWSER_BIN or install chromium"


def under_ci() -> bool:
    """Whether this is an automatic run, where a missing browser is a failure."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


@cache
def find_browser(install: bool = True) -> tuple[Path | None, str]:
    """Path of a browser and an empty reason, or None and one line that says why there is none.

    ``BROWSER_BIN`` wins; then the browsers on PATH; then, with ``install`` and as root, Debian's packages.
    """
    chosen = os.environ.get("BROWSER_BIN")
    if chosen:
        found = shutil.which(chosen)
        return (Path(found), "") if found else (None, f"BROWSER_BIN is no program: {chosen}")
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found), ""
    if not install:
        return None, WANTED
    reason = install_browser()
    for name in INSTALLABLE:
        if found := shutil.which(name):
            return Path(found), ""
    return None, f"{WANTED} ({reason})"


def install_browser() -> str:
    """Install Debian's browser; in words why that did not work, or an empty string."""
    if shutil.which("apt-get") is None:
        return "there is no apt-get to install it with"
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root can install it with apt-get"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("installing a headless browser with apt-get", file=sys.stderr, flush=True)
    commands = [["update"], *(["install", "-y", "--no-install-recommends", name] for name in INSTALLABLE)]
    reason = ""
    for arguments in commands:
        try:
            subprocess.run(
                ["apt-get", "-q", *arguments],
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=600,
                check=True,
            )
        except subprocess.CalledProcessError as error:
            lines = (error.stderr or error.stdout or "").strip().splitlines()
            reason = f"apt-get {arguments[0]}: {lines[-1] if lines else f'exit code {error.returncode}'}"
        except subprocess.TimeoutExpired:
            reason = f"apt-get {arguments[0]} took longer than ten minutes"
        else:
            if arguments[0] == "install":
                return ""
    return reason


def browser_or_skip() -> Path:
    """Path of the browser; without one the test fails under CI and is skipped elsewhere."""
    path, reason = find_browser()
    if path is not None:
        return path
    if under_ci():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def launch(playwright):
    """A Playwright browser that reaches this machine only; the caller closes it."""
    return playwright.chromium.launch(executable_path=str(browser_or_skip()), args=list(FLAGS), headless=True)


def main() -> int:
    """Print the browser that the tests will use; 1 when there is none and this is CI."""
    path, reason = find_browser()
    if path is None:
        print(f"error: {reason}" if under_ci() else f"browser tests will be skipped: {reason}", file=sys.stderr)
        return int(under_ci())
    print(f"browser for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
