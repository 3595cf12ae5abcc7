"""The command line without its start: a process that has imported everything forks once for each command.

Starting Python, importing and reading compiled code takes some seconds a command, and the pages of documentation have
ninety. The README's first commands are started as anybody starts them.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLIENT = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({address!r})
    asked = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(line, [len(asked).to_bytes(8, "big")], [0, 1, 2])
    line.sendall(asked)
    told = line.recv(1)
sys.exit(told[0] if told else 139)
"""


class GardenServer:
    """Programs in ``bin`` that one process answers: ``garden``, and ``script`` for Python on its standard input.

    In: a folder with a short name, as a socket's must be.
    """

    def __init__(self, folder: Path) -> None:
        self.bin, address = folder / "bin", str(folder / "line")
        self.bin.mkdir()
        for name in ("garden", "script"):
            client = self.bin / name
            client.write_text(CLIENT.format(python=sys.executable, address=address), encoding="utf-8")
            client.chmod(0o755)
        code = f"from tests.garden_server import serve; serve({address!r})"
        self.process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 180
        while not os.path.exists(address) and time.monotonic() < end:
            assert self.process.poll() is None, "the server of commands ended"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it; commands that it has begun go on."""
        self.process.terminate()
        self.process.wait(30)


def serve(address: str) -> None:
    """Import, read compiled code, then answer until terminated."""
    import matplotlib.figure  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.stats  # noqa: F401

    import experiments.comparing.compare
    import experiments.drawing.picture  # noqa: F401
    from model import simulate
    from scenarios import load_scenario

    simulate(load_scenario("steady", {"population.integrator": 3, "population.reseller": 3}), 1, 2, panel=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{address}.new")
        door.listen(8)
        os.rename(f"{address}.new", address)  # there once it answers
        while True:
            line, _ = door.accept()
            if os.fork() == 0:
                door.close()
                answer(line)
            line.close()


def answer(line: socket.socket) -> None:
    """Run one command in this process, as its own; tells how it ended and goes."""
    from experiments.commands.cli import main

    code = 1
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # commands wait for theirs
    try:
        head, handles, _, _ = socket.recv_fds(line, 8, 3)
        asked = b""
        while len(asked) < int.from_bytes(head, "big"):
            asked += line.recv(65536)
        arguments, folder, environment = json.loads(asked)
        for number, handle in enumerate(handles):
            os.dup2(handle, number)
            os.close(handle)
        sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, closefd=False) for n, mode in enumerate("rww"))
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        program, sys.argv = os.path.basename(arguments[0]), ["garden", *arguments[1:]]
        try:
            if program == "script":
                sys.path.insert(0, "")
                exec(compile(sys.stdin.read(), "<stdin>", "exec"), {"__name__": "__main__"})
                code = 0
            else:
                code = main() or 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        import atexit

        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        line.sendall(bytes([code & 255]))
        os._exit(code & 255)
