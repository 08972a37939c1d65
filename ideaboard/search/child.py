"""The search process as its parent holds it: started, asked, ended and reaped."""

import os
import socket
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

from ideaboard import paths
from ideaboard.search import wire

# A new process must load the code and open the index before it can answer.
_STARTING_SECONDS = 15.0


class Child:
    """One search process; it ends with this object, with the interpreter, or with the parent's death."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        # -P: without it Python would import from the working directory first.
        command = [
            sys.executable,
            "-P",
            "-m",
            "ideaboard.search.process",
            str(folder.absolute()),
            str(os.getpid()),
        ]
        home = str(paths.PACKAGE.parent)
        path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
        self._line = ours
        self._answered = False
        self._finalizer = weakref.finalize(self, _end, self.process, ours)

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer; TimeoutError after so long (more for the first), EOFError or OSError when it died."""
        patience = seconds if self._answered else seconds + _STARTING_SECONDS
        self._line.settimeout(patience)
        wire.send(self._line, question)
        answer = wire.receive(self._line, seconds=patience)
        self._answered = True
        return answer

    def end(self) -> None:
        """Kill the process and reap it, so that no zombie stays."""
        self._finalizer()


def _end(process: "subprocess.Popen[bytes]", line: socket.socket) -> None:
    line.close()
    process.kill()
    process.wait()
