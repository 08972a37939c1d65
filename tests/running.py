"""The product as its people run it: real processes, on free ports, with a home of their own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ideaboard import clock
from ideaboard.board import categories
from ideaboard.db import connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.people import people, seats, signin
from ideaboard.settings import Settings, load
from ideaboard.signing import Signer
from ideaboard.who import BRAND_ADVOCATE, COUNCIL, CUSTOMER_ADVOCATE

SECONDS = 30


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(true: Callable[[], object], *, seconds: float = SECONDS) -> None:
    """Wait for something another process brings about; fail when it does not in time."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it did not happen in time"
        threading.Event().wait(0.05)


@dataclass
class Running:
    """A home, and the processes started on it."""

    folder: Path
    port: int = field(default_factory=free_port)
    spotlight_port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[str]"] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        mine = {"IDEABOARD_SECRET": "tests only", "IDEABOARD_COMPANY": "Acme", **self.extra}
        return {name: value for name, value in os.environ.items() if "IDEABOARD" not in name} | mine

    @property
    def settings(self) -> Settings:
        return load(
            home=self.folder, port=self.port, spotlight_port=self.spotlight_port, environ=self.environ
        )

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "ideaboard", *words, "--home", str(self.folder)],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def begin(self, *words: str) -> "subprocess.Popen[bytes]":
        """A command that goes on until it is stopped."""
        self.folder.mkdir(exist_ok=True)
        line = [sys.executable, "-m", "ideaboard", *words, "--home", str(self.folder)]
        return subprocess.Popen(line, env=self.environ, stdout=subprocess.DEVNULL)

    def start(self, part: str, *options: str, command: str = "serve") -> None:
        """Start a part and return when it says that it answers."""
        words = [
            sys.executable,
            "-m",
            "ideaboard",
            command,
            *([part] if command == "serve" else []),
            *options,
        ]
        words += ["--home", str(self.folder), "--port", str(self.port)]
        words += ["--spotlight-port", str(self.spotlight_port)]
        with (self.folder.parent / f"{part}.log").open("a") as errors:
            process = subprocess.Popen(
                words, env=self.environ, stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self.processes[part] = process
        assert process.stdout is not None
        while line := process.stdout.readline():
            if line.startswith(("Board:", "Spotlight:", "Worker:")):
                return
        raise AssertionError((self.folder.parent / f"{part}.log").read_text())

    def kill(self, part: str) -> None:
        """kill -9, as a power cut would."""
        process = self.processes.pop(part)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    def stop(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            process.wait(timeout=SECONDS)
            assert process.stdout is not None
            process.stdout.close()
        self.processes.clear()

    def link(self, email: str) -> str:
        """A sign-in link for an address, straight to the board, past the welcome."""
        settings = self.settings
        db = connect(settings.database)
        try:
            return transact(
                db,
                lambda: signin.link(
                    db,
                    email,
                    settings=settings,
                    signer=Signer(settings.secret),
                    next_url="/posts",
                    now=clock.now(),
                ),
            )
        finally:
            db.close()


CAST = ("ada", "cole", "cato", "cleo", "cyd", "caro", "bran", "brea")


def settle(running: Running) -> None:
    """An author, a colleague, and a full council, with one open category."""
    db = connect(running.settings.database)
    migrate(db, "inside")
    now = clock.now()

    def write() -> None:
        for place, key in enumerate(CAST):
            role = "ambassador" if key.startswith("br") else "employee"
            number = people.add(db, f"{key}@example.com", f"{key.title()} Person", roles=[role], now=now)
            if place >= 2:
                kind = CUSTOMER_ADVOCATE if place < 6 else BRAND_ADVOCATE
                seats.fill(db, COUNCIL, number, kind=kind, now=now)
        categories.add(db, "Open", anonymous=True)

    transact(db, write)
    db.close()
