"""The app as a server: workers started before the first page, headers, readiness; ``python -m app_pages.server``.

``application`` is an ASGI application; ``garden app`` serves it with this module's ``main``.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
import threading
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route
from streamlit import App

from app_pages import PAGES

ROOT = Path(__file__).resolve().parent.parent
ENTRY = Path(__file__).with_name("entry.js")
SOON = ("Progress", "ProgressBar")  # parts of Streamlit's page that the first moved lever needs
LOG = logging.getLogger("partner_garden")
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")  # with all that stands below them
LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Streamlit's own page needs inline styles, data pictures and blob workers; nothing comes from another host.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HANDED_ON = 0.0005  # seconds that a thread may keep the interpreter: the usual 0.005, times all who draw, is long
ready = threading.Event()


class Guard:
    """Sets the security headers on every answer, and closes what nobody needs to see."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        """The ASGI interface."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"] + "/"
        if any(f"{closed}/" in path for closed in CLOSED):
            await PlainTextResponse("not found", status_code=404, headers=HEADERS)(scope, receive, send)
            return

        async def sending(message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                own = [
                    (k.lower().encode(), v.encode()) for k, v in HEADERS.items() if k.lower().encode() not in present
                ]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        await self.app(scope, receive, sending)


def warm_up() -> None:
    """Load what the first page needs, so that no visitor waits for it, and finish the opening comparison."""
    try:
        from app_pages import drawing, explore, opening  # noqa: F401 - the first page's own libraries
        from app_pages.engine import engine

        engine.start()
        opening.restored() or opening.prepare()
        opening.warm_workers()
        drawing.rehearse()
        gc.freeze()  # Streamlit collects after each run of a page: what stays need not be looked through
    except Exception:  # the pages say what is wrong; the server stays up
        LOG.exception("the opening comparison could not be prepared")
    finally:
        ready.set()


@asynccontextmanager
async def lifespan(_app):
    """Start the workers with the server."""
    sys.setswitchinterval(HANDED_ON)
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield {}


def entry_page(base_path: str = "") -> str:
    """Streamlit's page with ``entry.js``, told where the server is, and what the first answer needs loaded beforehand.

    Else, below a page's own address, it looks for the server in vain first, and the first moved lever waits for a bar.
    """
    import streamlit

    static = Path(streamlit.__file__).parent / "static"
    text = (static / "index.html").read_text(encoding="utf-8")
    base = f"/{base_path.strip('/')}/" if base_path.strip("/") else "/"
    told = (
        f"const at = location.origin + {base!r}; window.__streamlit = {{BACKEND_BASE_URL: at, MAIN_PAGE_BASE_URL: at}}"
    )
    ours = ENTRY.read_text(encoding="utf-8")
    parts = sorted(part for name in SOON for part in static.glob(f"static/js/{name}.*.js"))
    soon = "".join(f'<link rel="modulepreload" href="{base}{part.relative_to(static).as_posix()}">' for part in parts)
    return text.replace("<head>", f"<head><script>{told}</script><script>{ours}</script>{soon}", 1).replace(
        "<title>Streamlit<", "<title>Partner Garden<"
    )


async def page_answer(_request) -> HTMLResponse:
    """Any page of the app, opened by its address."""
    from streamlit import config

    return HTMLResponse(entry_page(config.get_option("server.baseUrlPath")), headers={"Cache-Control": "no-cache"})


async def ready_answer(request) -> JSONResponse:
    """Whether the opening comparison is finished, and how many questions are under way or wait.

    The status tells it as well (503: not yet), but for our own page (``?page``): a browser takes that for a fault.
    """
    from app_pages.engine import engine

    told = {"ready": ready.is_set(), "waiting": len(engine.line)}
    return JSONResponse(told, status_code=200 if ready.is_set() or "page" in request.query_params else 503)


def told_in_words(problem: Exception) -> bool:
    """An error nobody foresaw: one line on the page, the trace in the server's log alone."""
    import streamlit as st

    from app_pages import state
    from experiments.words.words import words

    LOG.error("error on a page", exc_info=problem)
    st.error(words(state.language(), "app.frame")("broken", kind=type(problem).__name__))
    return True


application = App(
    ROOT / "app.py",
    lifespan=lifespan,
    routes=[Route("/ready", ready_answer), *(Route(path, page_answer) for path in ("/", *(f"/{n}" for n in PAGES)))],
    middleware=[Middleware(Guard)],
    on_script_error=told_in_words,
)


def options_of(port: int, address: str, hosts: list[str], base_path: str = "") -> dict:
    """Streamlit's options for serving on ``address``; ``hosts`` are names that a proxy serves the app under.

    On a loopback address only requests for this machine or for ``hosts`` are answered, so that no page of another
    site can reach the app by a name that it points here.
    """
    allowed = [*(LOOPBACK if address in LOOPBACK or hosts else ()), *hosts]
    found = {
        "server.port": port,
        "server.address": address,
        "server.headless": True,
        "server.allowedHosts": allowed,
        "logger.hideWelcomeMessage": True,
    }
    if base_path:
        found["server.baseUrlPath"] = base_path.strip("/")
    return found


def main() -> None:
    """Serve until stopped."""
    flags = argparse.ArgumentParser(prog="python -m app_pages.server")
    flags.add_argument("--port", type=int, default=8501)
    flags.add_argument("--address", default="127.0.0.1")
    flags.add_argument("--host", action="append", default=[])
    flags.add_argument("--base-path", default="")
    options = flags.parse_args()
    application.run(config=options_of(options.port, options.address, options.host, options.base_path))


if __name__ == "__main__":
    main()
