"""``python3 -m app``: the console in the browser, and everything behind it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import webbrowser

from app.config import Devices, data_folder
from app.desk import LocalDesk
from app.errors import BadInput
from app.network import opening
from app.people.office import Office
from app.store import Store


def run(args: argparse.Namespace) -> int:
    """Serve until told to end (Ctrl-C, SIGTERM)."""
    if not 1 <= args.port <= 65535:
        raise BadInput(f"--port must be 1 to 65535, got {args.port}: choose another")
    opening.check(args)
    devices = Devices(output=args.output, microphone=args.microphone, offscreen=args.offscreen)
    with Store.open(data_folder(args)) as store:
        office = opening.office(store, args)
        asyncio.run(_serve(store, office, opening.address(args), devices, args.port, browser=not args.no_browser))
    return 0


async def _serve(store: Store, office: Office, host: str, devices: Devices, port: int, browser: bool) -> None:
    desk = LocalDesk(store, devices, logging.getLogger().getEffectiveLevel())
    # the render process starts while the web server is still being imported: the first picture is what people wait for
    desk.warm()
    try:
        from app.console import Console

        console = Console(desk, host, port, office)
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in ("SIGINT", "SIGTERM"):
            with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C arrives as KeyboardInterrupt
                loop.add_signal_handler(getattr(signal, name), ended.set)
        serving = loop.create_task(console.serve())
        stopping = loop.create_task(ended.wait())
        loop.call_later(0.5, _announce, console.url, office, browser)
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        console.stop()
        stopping.cancel()
        await serving
    finally:
        await desk.close()


def _announce(url: str, office: Office, browser: bool) -> None:
    print(f"Respite is running: {url}  (Ctrl-C ends it)", file=sys.stderr)
    if office.network is not None:
        print("\n".join(opening.told(office.network)), file=sys.stderr)
    sys.stderr.flush()
    screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if browser and screen:
        webbrowser.open(url)
