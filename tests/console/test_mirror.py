"""Pictures are taken while somebody looks, and not a moment longer."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from app.console.mirror import MEDIA_TYPE, Mirror
from app.session.view import Desk

#: seconds within which a look that is over is noticed
SOON_S = 3.0


class Sight:
    """The desk's pictures, thirty a second while they are asked for."""

    def __init__(self) -> None:
        self.begun = self.ended = 0

    async def pictures(self) -> AsyncIterator[bytes]:
        self.begun += 1
        try:
            while True:
                yield b"\xff\xd8" + bytes(20_000)
                await asyncio.sleep(0.03)
        finally:
            self.ended += 1


async def until(condition: Any) -> None:
    async with asyncio.timeout(SOON_S):
        while not condition():
            await asyncio.sleep(0.01)


def test_one_taking_of_pictures_serves_all_who_look_and_ends_when_the_last_leaves() -> None:
    async def scene() -> None:
        sight = Sight()
        mirror = Mirror(cast(Desk, sight))
        app = FastAPI()

        @app.get("/mirror")
        def look(request: Request) -> StreamingResponse:
            return StreamingResponse(mirror.stream(request.is_disconnected), media_type=MEDIA_TYPE)

        with socket.create_server(("127.0.0.1", 0)) as free:
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            serving = asyncio.create_task(server.serve(sockets=[free]))
            looks = []
            for _ in range(2):
                reader, writer = await asyncio.open_connection(*free.getsockname())
                writer.write(b"GET /mirror HTTP/1.1\r\nHost: here\r\n\r\n")
                async with asyncio.timeout(SOON_S):
                    await reader.readuntil(b"image/jpeg")
                looks.append(writer)
            assert (sight.begun, sight.ended) == (1, 0)
            looks[0].close()
            await asyncio.sleep(0.3)
            assert sight.ended == 0, "somebody still looks"
            looks[1].close()
            await until(lambda: sight.ended == 1)

            # and it begins anew for whoever looks next
            reader, writer = await asyncio.open_connection(*free.getsockname())
            writer.write(b"GET /mirror HTTP/1.1\r\nHost: here\r\n\r\n")
            async with asyncio.timeout(SOON_S):
                await reader.readuntil(b"image/jpeg")
            writer.close()
            await until(lambda: (sight.begun, sight.ended) == (2, 2))
            server.should_exit = True
            await serving

    # on a thread of its own: the browser of the tests beside this one keeps a loop on theirs
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(scene())).result()
