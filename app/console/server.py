"""The console's server: a socket on this machine, or on the ward's network over TLS, and the pages behind it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import importlib
import logging
import socket
import ssl
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.errors import BadInput, RespiteError
from app.network.names import LOOPBACK, WILDCARDS, bracketed

if TYPE_CHECKING:
    import uvicorn

    from app.console.mirror import Mirror
    from app.console.security import Place
    from app.people.office import Network, Office
    from app.session.view import Desk

log = logging.getLogger(__name__)

#: seconds between two looks for a newer certificate
RENEWED_S = 6 * 3600.0


class Console:
    """The clinician's pages for one desk. A process serves one console in its life.

    The port is taken at once, so that a busy one is told before anything else is started; connections wait until `serve` runs.

    Parameters
    ----------
    host : "127.0.0.1", "localhost" or "::1"; with an `office` on a network an address of the machine
    port : 1 to 65535, or 0 for any free one
    office : who works here, and the network where the console is on one; None where nobody is asked

    Raises
    ------
    BadInput
        The host is not this machine's own, or the port is in use or not allowed.
    """

    def __init__(self, desk: Desk, host: str = "127.0.0.1", port: int = 8123, office: Office | None = None) -> None:
        self._desk, self._office = desk, office
        self._network = None if office is None else office.network
        if self._network is None and host not in LOOPBACK:
            raise BadInput(
                f"host must be one of {', '.join(LOOPBACK)}, got {host!r}: without a network the console is served on this "
                "machine only"
            )
        self._socket = _listen(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._mirror: Mirror | None = None
        self._stopped = False

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the console."""
        host = "localhost" if self.host in WILDCARDS else bracketed(self.host)
        return f"{'http' if self._network is None else 'https'}://{host}:{self.port}"

    async def serve(self) -> None:
        """Serve until `stop` or cancelled. Signals stay the caller's."""
        import uvicorn

        class Server(uvicorn.Server):
            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        renewing: asyncio.Task[None] | None = None
        try:
            # Importing NiceGUI takes a second or more: on a thread, so that sessions and processes are served meanwhile.
            site = await asyncio.to_thread(importlib.import_module, "app.console.site")
            app, self._mirror = site.build(self._desk, self._place(), self._office)
            config = uvicorn.Config(
                app,
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                lifespan="on",
                timeout_graceful_shutdown=1,
            )
            self._server = Server(config)
            if self._stopped:
                return
            if self._network is not None:
                config.load()
                config.ssl = context = self._network.certificate.context()
                renewing = asyncio.create_task(self._renew(self._network, context))
            serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                self.stop()
                await serving
                raise
        finally:
            if renewing is not None:
                renewing.cancel()
            self._socket.close()

    async def _renew(self, network: Network, context: ssl.SSLContext) -> None:
        """Show a newer certificate as soon as there is one: made here before the old one ends, or put in its file's place."""
        while True:
            await asyncio.sleep(RENEWED_S)
            try:
                found = await asyncio.to_thread(network.source)
                if found.fingerprint != network.certificate.fingerprint:
                    found.load_into(context)
                    await asyncio.to_thread(network.written, found)
            except RespiteError as error:
                log.warning("the certificate stays as it is: %s", error)

    def _place(self) -> Place:
        """Where browsers find the pages, which the guard holds them to."""
        from app.console.security import Place

        network = self._network
        if network is None:
            return Place(self.port)
        names = network.names
        # a browser that knows the certificate need not be told to trust it; the own one it doesn't know
        return Place(self.port, lambda: map(bracketed, names.all), secure=True, strict=not network.certificate.own)

    def stop(self) -> None:
        """Let `serve` end within about a second."""
        self._stopped = True
        if self._mirror is not None:
            self._mirror.close()
        if self._server is not None:
            self._server.should_exit = True

    def close(self) -> None:
        """Give the port back when `serve` was never awaited."""
        self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise BadInput(f"port must be 0 to 65535, got {port}: choose another with --port")
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows the option of this name would let two programs share the port; elsewhere it forgets closed connections.
        if sys.platform != "win32":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(128)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        if error.errno in (errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)):
            why = "is in use by another program"
        elif error.errno in (errno.EADDRNOTAVAIL, getattr(errno, "WSAEADDRNOTAVAIL", errno.EADDRNOTAVAIL)):
            raise BadInput(f"{host} is no address of this machine: choose one of its own with --listen") from error
        else:
            why = f"can't be served ({error.strerror or error})"
        raise BadInput(f"port {port} {why}: choose another with --port") from error
    return sock
