"""Runs the parts: each in a process of its own, or board, spotlight and worker together in one."""

import asyncio
import contextlib
import multiprocessing
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event

import uvicorn
from starlette.types import ASGIApp

from ideaboard import app as apps
from ideaboard.errors import Unavailable
from ideaboard.settings import Settings, keep_addresses
from ideaboard.worker import Worker

PARTS = ("board", "spotlight", "worker")


@dataclass(frozen=True, slots=True)
class Site:
    """One app and the port it listens on."""

    name: str
    app: ASGIApp
    port: int


class _Server(uvicorn.Server):
    """Signals are the runner's to handle, since two servers share a process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(settings: Settings, parts: Sequence[str], ready: Callable[[], None] = lambda: None) -> None:
    """Serve until SIGINT or SIGTERM; `ready` is called once every address answers."""
    if "board" in parts:
        keep_addresses(settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    sites = _sites(settings, parts)
    worker = threading.Thread(target=Worker(settings, stop).run, name="worker")
    if "worker" in parts:
        worker.start()
    try:
        asyncio.run(_serve(settings, sites, stop, ready))
    finally:
        stop.set()
        if worker.is_alive():
            worker.join()


def _sites(settings: Settings, parts: Sequence[str]) -> list[Site]:
    sites = []
    if "board" in parts:
        sites.append(Site("board", apps.board_app(settings).app, settings.port))
    if "spotlight" in parts:
        sites.append(Site("spotlight", apps.spotlight(settings), settings.spotlight_port))
    return sites


def run_many(settings: Settings, number: int, ready: Callable[[], None]) -> None:
    """Serve the spotlight from so many processes on one port. Raises Unavailable when one of them ends."""
    stop = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stop.set())
    context = multiprocessing.get_context("spawn")
    with socket.create_server(
        (settings.host, settings.spotlight_port),
        family=socket.AF_INET6 if ":" in settings.host else socket.AF_INET,
        backlog=2048,
    ) as listener:
        started = [context.Event() for _ in range(number)]
        crew = [context.Process(target=_one_of_many, args=(settings, listener, each)) for each in started]
        for process in crew:
            process.start()
        try:
            while not stop.is_set() and all(process.is_alive() for process in crew):
                if all(each.is_set() for each in started):
                    ready()
                    ready = _nothing
                stop.wait(0.1)
            if not stop.is_set():
                raise Unavailable("One of the spotlight's processes ended; its log says why.")
        finally:
            for process in crew:
                process.terminate()
            for process in crew:
                process.join()


def _nothing() -> None:
    """It was said already."""


def _end_with(parent: BaseProcess, stop: threading.Event) -> None:
    parent.join()
    stop.set()


def _one_of_many(settings: Settings, listener: socket.socket, started: Event) -> None:
    """One process of the crew; it ends with the one that started it, however that one ends."""
    stop = threading.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, lambda *_: stop.set())
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent, stop), daemon=True).start()
    asyncio.run(_serve(settings, _sites(settings, ("spotlight",)), stop, started.set, [listener]))


async def _serve(
    settings: Settings,
    sites: Sequence[Site],
    stop: threading.Event,
    ready: Callable[[], None],
    sockets: list[socket.socket] | None = None,
) -> None:
    servers = [_Server(_config(settings, site)) for site in sites]
    tasks = [asyncio.create_task(server.serve(sockets=sockets)) for server in servers]
    told = False
    while not stop.is_set() and not any(task.done() for task in tasks):
        if not told and all(server.started for server in servers):
            told = True
            ready()
        await asyncio.sleep(0.1)
    for server in servers:
        server.should_exit = True
    await asyncio.gather(*tasks)


def _config(settings: Settings, site: Site) -> uvicorn.Config:
    return uvicorn.Config(
        site.app,
        host=settings.host,
        port=site.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=5,
    )
