"""Messages between the web process and its search process: four bytes of length, then JSON."""

import json
import socket
import struct
import time
from typing import Any

_LENGTH = struct.Struct("!I")


def send(line: socket.socket, message: dict[str, Any]) -> None:
    """Write one message. Raises OSError when the other side is gone, TimeoutError when it does not read."""
    body = json.dumps(message).encode("ascii")
    line.sendall(_LENGTH.pack(len(body)) + body)


def receive(line: socket.socket, *, seconds: float | None = None) -> dict[str, Any]:
    """Read one message. Raises EOFError when the other side closed, TimeoutError after `seconds` in all."""
    deadline = None if seconds is None else time.monotonic() + seconds
    (length,) = _LENGTH.unpack(_read(line, _LENGTH.size, deadline))
    message: dict[str, Any] = json.loads(_read(line, length, deadline))
    return message


def _read(line: socket.socket, size: int, deadline: float | None) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        if deadline is not None:
            line.settimeout(max(0.001, deadline - time.monotonic()))
        if not (piece := line.recv(size - len(pieces))):
            raise EOFError
        pieces += piece
    return bytes(pieces)
