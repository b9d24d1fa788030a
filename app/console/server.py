"""The console's server: a socket on this machine, and the pages behind it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import importlib
import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.errors import BadInput

if TYPE_CHECKING:
    import uvicorn

    from app.console.mirror import Mirror
    from app.session.view import Desk

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Console:
    """The clinician's pages on this machine, for one desk. A process serves one console in its life.

    The port is taken at once, so that a busy one is told before anything else is started; connections wait until `serve` runs.

    Parameters
    ----------
    host : "127.0.0.1", "localhost" or "::1"
    port : 1 to 65535, or 0 for any free one

    Raises
    ------
    BadInput
        The host is not this machine's own, or the port is in use or not allowed.
    """

    def __init__(self, desk: Desk, host: str = "127.0.0.1", port: int = 8123) -> None:
        self._desk = desk
        self._socket = _listen(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self._server: uvicorn.Server | None = None
        self._mirror: Mirror | None = None
        self._stopped = False

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the console."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    async def serve(self) -> None:
        """Serve until `stop` or cancelled. Signals stay the caller's."""
        import uvicorn

        class Server(uvicorn.Server):
            @contextlib.contextmanager
            def capture_signals(self) -> Iterator[None]:
                yield

        try:
            # Importing NiceGUI takes a second or more: on a thread, so that sessions and processes are served meanwhile.
            site = await asyncio.to_thread(importlib.import_module, "app.console.site")
            app, self._mirror = site.build(self._desk, self.port)
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
            serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                self.stop()
                await serving
                raise
        finally:
            self._socket.close()

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
    if host not in LOOPBACK:
        raise BadInput(
            f"host must be one of {', '.join(LOOPBACK)}, got {host!r}: the console is served on this machine only"
        )
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
        else:
            why = f"can't be served ({error.strerror or error})"
        raise BadInput(f"port {port} {why}: choose another with --port") from error
    return sock
