"""A proxy that counts what a browser fetches; its own tools hide icons and the manifest."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit


class Meter(ThreadingHTTPServer):
    """Passes GET requests on unchanged; `fetched` holds (path, type, bytes of head and body)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.fetched: list[tuple[str, str, int]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def weight(self, *, but: str = "-") -> int:
        return sum(size for _, kind, size in self.fetched if not kind.startswith(but))


class _Passing(BaseHTTPRequestHandler):
    server: Meter
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        target = urlsplit(self.path)
        onward = http.client.HTTPConnection(target.netloc)
        onward.request("GET", f"{target.path}?{target.query}", headers=dict(self.headers))
        answer = onward.getresponse()
        body = answer.read()
        head = "".join(f"{name}: {value}\r\n" for name, value in answer.getheaders())
        self.server.fetched.append(
            (target.path, answer.getheader("content-type") or "", len(head) + len(body))
        )
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        onward.close()

    def log_message(self, format: str, *words: object) -> None:
        """Nothing: the test's own report says what was fetched."""


@contextmanager
def metering() -> Iterator[Meter]:
    meter = Meter()
    thread = Thread(target=meter.serve_forever)
    thread.start()
    try:
        yield meter
    finally:
        meter.shutdown()
        thread.join()
        meter.server_close()
