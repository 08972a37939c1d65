"""The `ideaboard` command. Errors are plain sentences, and the exit code says whether it worked."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import click

from ideaboard import __version__, clock
from ideaboard.db import Database, connect, transact
from ideaboard.db.migrate import migrate
from ideaboard.errors import Refusal
from ideaboard.settings import Settings, load
from ideaboard.who import BRAND_ADVOCATE, CUSTOMER_ADVOCATE, ROLES


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Ideaboard: an internal employee idea network with one guarded door to the outside."""
    # Databases, mails with sign-in links and the secret are for their owner's eyes.
    os.umask(0o077)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("ideaboard").setLevel(logging.INFO)


def _places(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--spotlight-port", type=click.IntRange(1, 65535), help="Port of the spotlight (8001)."),
        click.option("--port", type=click.IntRange(1, 65535), help="Port of the board (8000)."),
        click.option("--home", type=click.Path(path_type=Path), help="Databases, uploads, mail (data/)."),
    ):
        command = option(command)
    return command


def _home(command: Callable[..., None]) -> Callable[..., None]:
    return click.option("--home", type=click.Path(path_type=Path), help="Databases, uploads, mail (data/).")(
        command
    )


def _settings(**options: Any) -> Settings:
    try:
        return load(**options)
    except ValueError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _plainly() -> Iterator[None]:
    """A refusal is a sentence and exit code 1, not a traceback."""
    try:
        yield
    except Refusal as refusal:
        details = "".join(f"\n  {name}: {sentence}" for name, sentence in refusal.fields.items())
        raise click.ClickException(refusal.sentence + details) from refusal


@contextmanager
def _side(url: str, side: str) -> Iterator[Database]:
    """A database of this side, brought forward."""
    db = connect(url)
    try:
        migrate(db, side)
        with _plainly():
            yield db
    finally:
        db.close()


def _inside(settings: Settings) -> AbstractContextManager[Database]:
    return _side(settings.database, "inside")


@main.command()
@_places
def demo(**options: Any) -> None:
    """Run everything with the sample company, on this machine alone."""
    from ideaboard import serving
    from ideaboard.demo import prepare

    settings = _settings(demo=True, **options)
    if settings.host not in {"127.0.0.1", "localhost", "::1"}:
        raise click.ClickException("The demo lets anyone in as anyone, so it runs on 127.0.0.1 only.")
    with _plainly():
        prepare(settings, say=click.echo)
    serving.run(settings, serving.PARTS, ready=lambda: _addresses(settings, demo=True))


@main.command()
@click.argument("part", type=click.Choice(["board", "spotlight", "worker", "all"]))
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    help="Processes of the spotlight on its one port; about one a core.",
)
@_places
def serve(part: str, workers: int, **options: Any) -> None:
    """Run one part, or all of them in one process."""
    from ideaboard import serving

    settings = _settings(**options)
    if workers > 1:
        if part != "spotlight":
            raise click.ClickException("Only the spotlight runs as several processes.")
        with _plainly():
            serving.run_many(settings, workers, lambda: _addresses(settings, parts=("spotlight",)))
        return
    parts = serving.PARTS if part == "all" else (part,)
    with _plainly():
        serving.run(settings, parts, ready=lambda: _addresses(settings, parts=parts))


def _addresses(
    settings: Settings, *, demo: bool = False, parts: tuple[str, ...] = ("board", "spotlight")
) -> None:
    if "board" in parts:
        click.echo(f"Board:     {settings.base_url}")
    if "spotlight" in parts:
        click.echo(f"Spotlight: {settings.spotlight_url}")
    if "worker" in parts:
        click.echo("Worker:    running")
    if demo:
        click.echo(f"Step into the cast: {settings.base_url}/demo\nStop with Ctrl+C.")
    sys.stdout.flush()


@main.group()
def people() -> None:
    """Add and list people."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice(ROLES), default="employee", show_default=True)
@_home
def add_person(email: str, name: str, role: str, home: Path | None) -> None:
    """Add a person, who can then sign in with a mailed link."""
    from ideaboard.people import people as desk

    with _inside(_settings(home=home)) as db:
        number = transact(db, lambda: desk.add(db, email, name, roles=[role], now=clock.now()))
        click.echo(f"Added {name} ({desk.address(email)}) as {role}, number {number}.")


@people.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of lines.")
@_home
def list_people(as_json: bool, home: Path | None) -> None:
    """List everyone with their roles."""
    from ideaboard.people import people as desk

    with _inside(_settings(home=home)) as db:
        found = [
            {name: row[name] for name in ("id", "email", "name", "title", "department", "roles")}
            | {"active": bool(row["active"])}
            for row in desk.everyone(db)
        ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for row in found:
        click.echo(f"{row['id']:>6}  {row['email']:<40}  {row['name']:<30}  {', '.join(row['roles'])}")


@main.command("signin-link")
@click.argument("email")
@_home
def signin_link(email: str, home: Path | None) -> None:
    """Print one sign-in address for a person; it works once, for 15 minutes."""
    from ideaboard.people import people as desk
    from ideaboard.people import signin
    from ideaboard.signing import Signer

    settings = _settings(home=home)
    with _inside(settings) as db:
        address = desk.address(email)
        if not signin.may_enter(db, address, settings):
            raise Refusal(f"{address} may not come in. Add it with `ideaboard people add` first.")
        signer = Signer(settings.secret)
        now = clock.now()
        click.echo(transact(db, lambda: signin.link(db, address, settings=settings, signer=signer, now=now)))


@main.group()
def seats() -> None:
    """Fill the seats of a council."""


@seats.command("fill")
@click.argument("council")
@click.argument("email")
@click.option("--as", "kind", type=click.Choice([CUSTOMER_ADVOCATE, BRAND_ADVOCATE]), required=True)
@_home
def fill_seat(council: str, email: str, kind: str, home: Path | None) -> None:
    """Seat a person, e.g. `seats fill customer-council ana@example.com --as customer-advocate`."""
    from ideaboard.people import people as desk
    from ideaboard.people import seats as rules

    with _inside(_settings(home=home)) as db:
        row = desk.by_email(db, email)
        if row is None:
            raise Refusal(f"There is nobody with the address {email}. Add them with `ideaboard people add`.")
        transact(db, lambda: rules.fill(db, council, row["id"], kind=kind, now=clock.now()))
        click.echo(f"{row['name']} holds a seat as {kind} on the {council} for a year.")


@main.command()
@click.option(
    "--side",
    type=click.Choice(["inside", "outside"]),
    default="inside",
    show_default=True,
    help="The board's index, or the spotlight's.",
)
@_home
def reindex(side: str, home: Path | None) -> None:
    """Rebuild a search index from its database, beside the live one, and swap."""
    from ideaboard import documents
    from ideaboard.worker import indexer

    settings = _settings(home=home)
    if side == "outside":
        _reindex_outside(settings)
        return
    with _inside(settings) as db, _progressing(documents.count(db)) as advance:
        count = indexer(settings, db).rebuild(documents.everything(db), advance)
    click.echo(f"{count} posts, themes and people can be found.")


def _reindex_outside(settings: Settings) -> None:
    """The spotlight's own process keeps its index: one that runs is asked, else this one does it."""
    from ideaboard.search.generations import want_rebuild
    from ideaboard.spotlight import stories
    from ideaboard.spotlight.keeper import Keeper

    keeper = Keeper(settings)
    if not keeper.mine():
        want_rebuild(settings.spotlight_index)
        click.echo("The spotlight is running, and rebuilds its index now.")
        return
    with _side(settings.spotlight_database, "outside") as db, _progressing(stories.count(db)) as advance:
        count = keeper.rebuild(db, advance)
    keeper.close()
    click.echo(f"{count} stories can be found.")


@contextmanager
def _progressing(length: int) -> Iterator[Callable[[int], None]]:
    """A progress bar that is told how many there are by now."""
    with click.progressbar(length=length, label="Indexing") as bar:
        done = 0

        def advance(number: int) -> None:
            nonlocal done
            bar.update(number - done)
            done = number

        yield advance


@main.group("spotlight")
def spotlight_group() -> None:
    """The public site: its static edition, and the rights of its own database role."""


@spotlight_group.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--watch", is_flag=True, help="Go on, and keep it as the live site is, until stopped.")
@_home
def export_spotlight(folder: Path, watch: bool, home: Path | None) -> None:
    """Write the whole public site as files for any web server; only what changed."""
    from ideaboard.spotlight.exporting import Export

    with _plainly(), closing(Export(_settings(home=home), folder)) as export:
        if watch:
            click.echo(f"Keeping {folder}. Stop with Ctrl+C.")
            sys.stdout.flush()
            export.watch(_until_told())
            return
        export.run()
        edition = export.edition
        click.echo(f"{len(edition.filed)} files, {edition.written} written, {edition.removed} removed.")


@spotlight_group.command("grant")
@click.argument("role")
@click.option("--show", is_flag=True, help="Print the statements, and run none.")
@_home
def grant_spotlight(role: str, show: bool, home: Path | None) -> None:
    """Bring the spotlight's PostgreSQL forward, and let ROLE read it and write only what readers send."""
    from ideaboard.spotlight import rights, stories

    with _side(_settings(home=home).spotlight_database, "outside") as db:
        stories.shelve_missing(db)
        for statement in rights.statements(db, role) if show else ():
            click.echo(f"{statement};")
        if not show:
            rights.grant(db, role)
            click.echo(f"{role} may read what is shown, and write only what readers send.")


def _until_told() -> threading.Event:
    """Set by SIGINT and SIGTERM."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


@main.command()
@_home
def doctor(home: Path | None) -> None:
    """Check database, index, outbox and mail; exit 1 and say in plain words what is wrong."""
    from ideaboard import doctor as checks

    findings = checks.examine(_settings(home=home))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.well else 'WRONG'} {finding.what}: {finding.sentence}")
    if not all(finding.well for finding in findings):
        sys.exit(1)


@main.command("import")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--from", "source", type=click.Choice(["csv", "polis"]), default="csv", show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@_home
def import_folder(folder: Path, source: str, dry_run: bool, home: Path | None) -> None:
    """Bring in people, posts, votes and comments. Running twice adds nothing."""
    from ideaboard import imports

    settings = _settings(home=home)
    with _inside(settings) as db:
        report = imports.run(
            db,
            source,
            folder,
            dry_run=dry_run,
            rejects=settings.home,
            progress=_progress,
            now=clock.now(),
        )
    for line in report.lines():
        click.echo(line)


def _progress(what: str, done: int, total: int) -> None:
    """A line that fills itself on a terminal; silent in a pipe."""
    if not sys.stderr.isatty():
        return
    width = 30 * done // total if total else 30
    click.echo(f"\r{what:<10} [{'#' * width:<30}] {done}/{total}", nl=done >= total, err=True)
