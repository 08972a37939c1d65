"""The search process as its parent holds it: started, asked, ended and reaped."""

import os
import socket
import subprocess
import weakref
from pathlib import Path
from typing import Any

from ideaboard.search import spawning, wire

# A new process must load the code and open the index before it can answer.
_STARTING_SECONDS = 15.0


class Child:
    """One search process; it ends with this object, with the interpreter, or with the parent's death."""

    def __init__(self, folder: Path) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = spawning.python(
                "ideaboard.search.process",
                str(folder.absolute()),
                str(os.getpid()),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
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
