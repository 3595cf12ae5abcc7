"""The app as a server: workers started before the first page, headers, readiness; ``python -m app_pages.server``.

``application`` is an ASGI application; ``garden app`` serves it with this module's ``main``.
"""

from __future__ import annotations

import argparse
import logging
import threading
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.middleware import Middleware
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from streamlit import App

ROOT = Path(__file__).resolve().parent.parent
LOG = logging.getLogger("partner_garden")
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check")
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
        if scope["path"].rstrip("/") in CLOSED:
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
        from app_pages import explore, opening
        from app_pages.engine import engine

        engine.start()
        opening.restored() or opening.prepare()
        explore.rehearse()
    except Exception:  # the pages say what is wrong; the server stays up
        LOG.exception("the opening comparison could not be prepared")
    finally:
        ready.set()


@asynccontextmanager
async def lifespan(_app):
    """Start the workers with the server."""
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    yield {}


async def ready_answer(_request) -> JSONResponse:
    """Whether the opening comparison is finished."""
    return JSONResponse({"ready": ready.is_set()}, status_code=200 if ready.is_set() else 503)


def told_in_words(problem: Exception) -> bool:
    """An error nobody foresaw: one line on the page, the trace in the server's log alone."""
    import streamlit as st

    from app_pages import state
    from app_pages.words import words
    from app_pages.words.frame import WORDS

    LOG.error("error on a page", exc_info=problem)
    st.error(words(WORDS, state.language())("broken", kind=type(problem).__name__))
    return True


application = App(
    ROOT / "app.py",
    lifespan=lifespan,
    routes=[Route("/ready", ready_answer)],
    middleware=[Middleware(Guard)],
    on_script_error=told_in_words,
)


def main() -> None:
    """Serve until stopped."""
    flags = argparse.ArgumentParser(prog="python -m app_pages.server")
    flags.add_argument("--port", type=int, default=8501)
    flags.add_argument("--address", default="127.0.0.1")
    options = flags.parse_args()
    application.run(config={"server.port": options.port, "server.address": options.address, "server.headless": True})


if __name__ == "__main__":
    main()
