"""Commands that show the page: serve, demo."""

from __future__ import annotations

import threading
from contextlib import suppress
from importlib.resources import as_file, files
from typing import Annotated

import typer

from dashboard.cli.corpus import print_run, run_analysis
from dashboard.cli.options import DEFAULT_STORE, QuietOption, StoreOption
from dashboard.cli.terminal import counting, err, escape, out
from data.errors import NewstideError
from data.filters import Filters
from data.store import Store

DEMO_STORE = "newstide-demo.db"
LATER = 4.0
"""Seconds in which the first page is there."""
HostOption = Annotated[str, typer.Option(help="Address to listen on; another than loopback shows the page to others.")]
PortOption = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 chooses a free one.")]


def serve(
    *,
    store: StoreOption = DEFAULT_STORE,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8050,
) -> None:
    """Show the dashboard in a browser.

    Examples:

      newstide serve

      newstide serve --store postgresql://reader@db/news --port 8060
    """
    with Store(store, create=False) as opened:
        _serve(opened, host, port)


def demo(
    *,
    store: Annotated[
        str, typer.Option("--store", metavar="PATH|URL", help="The demo's own store; yours is never touched.")
    ] = DEMO_STORE,
    serve_it: Annotated[bool, typer.Option("--serve/--no-serve", help="Stop before the dashboard is shown.")] = True,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8050,
    quiet: QuietOption = False,
) -> None:
    """Load the bundled sample, analyse it, and show the dashboard.

    A second run starts from what is there.

    Examples:

      newstide demo

      newstide demo --no-serve
    """
    from data.ingest import ingest

    with Store(store) as opened:
        if opened.n_articles() == 0:
            with (
                as_file(files("data") / "sample" / "articles.jsonl") as sample,
                counting(quiet=quiet) as progress,
            ):
                ingest(opened, [str(sample)], progress=progress)
        run = opened.current_run() or run_analysis(opened, quiet=quiet)
        print_run(run, opened)
        if serve_it:
            _serve(opened, host, port)
        else:
            out.print(f"[dim]Next: newstide serve --store {escape(store)}[/]", soft_wrap=True)


def _get_ready(store: Store) -> None:
    """Search once, and count hours: dictionaries and tables are read then, and no reader waits for them."""
    with suppress(NewstideError):
        store.counts(Filters(), by=("hour",))
        store.n_matching(Filters(text="news новини"))


def _serve(store: Store, host: str, port: int) -> None:
    from dashboard.app import create_app
    from dashboard.server import is_loopback, listen

    server = listen(create_app(store, editable=is_loopback(host)), host=host, port=port)
    if not is_loopback(host):
        err.print("[yellow]Note:[/] whoever reaches this address can read the store; there is no password.")
    shown = f"[{host}]" if ":" in host else host
    ready = threading.Timer(LATER, _get_ready, [store])
    ready.daemon = True
    ready.start()
    out.print(f"The dashboard of {escape(store.name)} is at [bold]http://{shown}:{server.port}/[/] (Ctrl+C stops it).")
    try:
        server.run()
    except KeyboardInterrupt:
        out.print("Stopped.")
    finally:
        server.close()
