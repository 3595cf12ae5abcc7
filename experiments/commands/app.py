"""``garden app``: start the app in the browser."""

from __future__ import annotations

import sys

from experiments.commands import surroundings
from experiments.commands.flags import whole
from experiments.commands.interrupt import ends_by_itself
from experiments.refusal import UsageError

HELP = "Start the app in the browser."


def add_flags(flags) -> None:
    """Flags of the command."""
    flags.add_argument("--port", type=whole(1, 65535), default=8501)
    flags.add_argument("--address", default="127.0.0.1", help="address to serve on (default: this machine only)")
    flags.add_argument(
        "--host", action="append", default=[], metavar="NAME", help="a name that a proxy serves it under"
    )
    flags.add_argument("--base-path", default="", metavar="PATH", help="path below which a proxy serves it")


def execute(options, command: str) -> int:
    """Serve the app until it is stopped."""
    import os
    import socket

    if os.path.expanduser("~") == "~":
        raise UsageError("there is no home folder, where the app's server looks; expected HOME to name a folder")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.address, options.port))
        except (OSError, OverflowError) as problem:
            raise UsageError(
                f"--port {options.port}: {options.address} cannot be served ({problem}); expected a free port"
            ) from None
    surroundings.refuse_overwritten(surroundings.ROOT / "app.py", '"""The browser app')
    print(f"Partner Garden: http://{options.address}:{options.port}", flush=True)
    line = [sys.executable, "-m", "app_pages.server", "--port", str(options.port), "--address", options.address]
    line += [word for name in options.host for word in ("--host", name)]
    line += ["--base-path", options.base_path] if options.base_path else []
    return served(line)


def served(line: list[str]) -> int:
    """Run the server until it ends, and end it politely (SIGTERM) when this process is asked to end."""
    import signal
    import subprocess

    ends_by_itself()
    with subprocess.Popen(line, cwd=surroundings.ROOT, env=environment()) as process:
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return process.wait()
        except BaseException:
            process.kill()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def environment() -> dict[str, str]:
    """The server's: it starts in the folder of the code, and a place that is named from here stays where it is."""
    import os

    from agents.cache import VARIABLE
    from experiments.writing.outputs import place
    from experiments.writing.places import BATCHES

    asked = {name: os.environ[name] for name in (VARIABLE, BATCHES) if os.environ.get(name)}
    return {**os.environ, **{name: str(place(text).absolute()) for name, text in asked.items()}}
