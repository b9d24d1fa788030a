"""All the console's addresses in one application."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException, Request, WebSocket
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from nicegui import app as nicegui_app
from nicegui import run, ui

from app.console import (
    audit_page,
    calibration_page,
    compare_page,
    devices_page,
    followup_page,
    layout,
    live,
    participant_page,
    participants_page,
    people_page,
    questionnaire_page,
    record,
    sessions,
    settings_page,
    start,
    strip,
    theme,
    wording,
    work_page,
)
from app.console.door import Door
from app.console.entrance import Entrance
from app.console.history import SoundHistory
from app.console.mirror import MEDIA_TYPE, Mirror
from app.console.security import Guard, Place
from app.errors import RespiteError
from app.i18n import N_
from app.people.roles import Right

if TYPE_CHECKING:
    from app.people.office import Office
    from app.session.view import Desk

#: seconds that a page may take to be made: on a machine that is busy with a picture it is late, and no error
PATIENCE_S = 20.0


def build(desk: Desk, place: Place, office: Office | None = None) -> tuple[FastAPI, Mirror]:
    """The application for one desk at `place`; and its pictures, which are to be closed before the server ends."""
    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    house = layout.House(desk, Mirror(desk), SoundHistory(), office)
    theme.routes(site)
    layout.routes(site)
    entrance = Entrance(office, house) if office is not None and house.networked else None
    if entrance is not None:
        entrance.routes(site)
    _streams(site, house)
    _files(site, house)
    _pages(house)
    # NiceGUI would otherwise warn about forking a pool that is never used.
    run.process_pool_start_method = "spawn"
    nicegui_app.config.endpoint_documentation = "none"
    ui.run_with(
        site,
        title="Respite",
        favicon=theme.own_file("mark.svg"),
        tailwind=False,
        show_welcome_message=False,
        gzip_middleware_factory=None,  # it would compress for a browser on the same machine
        reconnect_timeout=5.0,
        binding_refresh_interval=None,
    )
    # the last one stands in front
    if entrance is not None and office is not None:
        site.add_middleware(Door, office=office, beyond=entrance.beyond)
    site.add_middleware(
        Guard, place=place, refused=None if office is None else partial(Door.write, office.refusals.add)
    )
    return site, house.mirror


def _streams(site: FastAPI, house: layout.House) -> None:
    @site.get("/mirror")
    def mirror(request: Request) -> StreamingResponse:
        pictures = _watched(house.mirror.stream(request.is_disconnected), layout.visit(house, request))
        return StreamingResponse(pictures, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})

    # Each page asks for it once a second: it changes nothing, and is nobody's sign of life.
    @site.get("/pulse")
    def pulse(request: Request) -> JSONResponse:
        at = layout.visit(house, request)
        now = strip.pulse(house.desk, at.translate, care=at.may(Right.CARE))
        return JSONResponse(now, headers={"Cache-Control": "no-store"})

    @site.websocket("/talk")
    async def talk(socket: WebSocket) -> None:
        at = layout.visit(house, socket)
        await socket.accept()
        try:
            async for piece in socket.iter_bytes():
                at.desk.speak(piece)
        except RespiteError as error:
            await socket.close(1008, str(error)[:100])

    # Stop takes the shortest way: a plain request, which also works while a page's own connection is being made again.
    @site.post("/stop")
    async def stop(request: Request) -> JSONResponse:
        view = house.desk.live
        try:
            await house.desk.stop(wording.STOPPED)
        except RespiteError as error:
            return JSONResponse({"error": layout.told(error, layout.visit(house, request).translate)}, 409)
        return JSONResponse({"to": f"/sessions/{view.session_id}" if view is not None else "/sessions"})


def _files(site: FastAPI, house: layout.House) -> None:
    @site.get("/exports/{job_id}/file")
    async def file_of(job_id: str) -> Response:
        job = house.desk.work.job(job_id)
        if job is None or job.kind not in work_page.TAKEN or job.file is None or not job.file.is_file():
            raise HTTPException(404)
        await house.desk.took_away(job)
        return FileResponse(job.file, filename=job.file.name, headers={"Cache-Control": "no-store"})

    @site.get("/reports/{job_id}/file")
    async def report_of(job_id: str) -> Response:
        job = house.desk.report_at(job_id)
        if job is None or job.file is None or not job.file.is_file():
            raise HTTPException(404)
        await house.desk.took_away(job)
        return FileResponse(job.file, filename=job.file.name, headers={"Cache-Control": "no-store"})


async def _watched(pictures: AsyncGenerator[bytes], at: layout.Visit) -> AsyncIterator[bytes]:
    """The pictures, for as long as whoever asked for them is there."""
    async with aclosing(pictures):
        async for part in pictures:
            if at.login is not None and not at.login.active:
                return
            yield part


def _pages(house: layout.House) -> None:
    @ui.page("/", response_timeout=PATIENCE_S)
    async def start_page(request: Request) -> Response | None:
        return await start.start(layout.visit(house, request))

    @ui.page("/live", response_timeout=PATIENCE_S)
    async def live_page(request: Request) -> None:
        await live.live(layout.visit(house, request))

    @ui.page("/sound", response_timeout=PATIENCE_S)
    async def calibration_at(request: Request) -> Response | None:
        return await calibration_page.calibration(layout.visit(house, request))

    @ui.page("/settings", response_timeout=PATIENCE_S)
    async def settings_at(request: Request) -> None:
        await settings_page.settings(layout.visit(house, request))

    @ui.page("/sessions", response_timeout=PATIENCE_S)
    async def sessions_page(request: Request) -> None:
        await sessions.sessions(layout.visit(house, request), request.query_params)

    @ui.page("/participants", response_timeout=PATIENCE_S)
    async def participants_at(request: Request, alias: str = "", page: str = "1", sort: str = "") -> None:
        await participants_page.participants(layout.visit(house, request), alias.strip()[:32], _number(page, 1), sort)

    @ui.page("/participants/{alias}", response_timeout=PATIENCE_S)
    async def participant_at(request: Request, alias: str) -> None:
        await participant_page.participant(layout.visit(house, request), alias)

    @ui.page("/compare", response_timeout=PATIENCE_S)
    async def compare_at(request: Request) -> None:
        await compare_page.compare(layout.visit(house, request), request.query_params)

    @ui.page("/work", response_timeout=PATIENCE_S)
    async def work_at(request: Request) -> None:
        await work_page.work(layout.visit(house, request))

    @ui.page("/exports", response_timeout=PATIENCE_S)
    async def export_at(request: Request) -> None:
        await work_page.export(layout.visit(house, request), request.query_params)

    @ui.page("/sessions/{session_id}", response_timeout=PATIENCE_S)
    async def record_page(request: Request, session_id: str) -> None:
        await record.record(layout.visit(house, request), _number(session_id, 0))

    @ui.page("/sessions/{session_id}/questionnaires/{name}", response_timeout=PATIENCE_S)
    async def questionnaire_at(request: Request, session_id: str, name: str) -> None:
        await questionnaire_page.questionnaire(layout.visit(house, request), _number(session_id, 0), name)

    @ui.page("/people", response_timeout=PATIENCE_S)
    async def people_at(request: Request) -> None:
        await people_page.people(layout.visit(house, request))

    @ui.page("/devices", response_timeout=PATIENCE_S)
    async def devices_at(request: Request) -> None:
        await devices_page.devices(layout.visit(house, request))

    @ui.page("/audit", response_timeout=PATIENCE_S)
    async def audit_at(
        request: Request, who: str = "", kind: str = "", since: str = "", until: str = "", page: str = "1"
    ) -> None:
        asked = audit_page.Asked(who, kind, since, until, _number(page, 1))
        await audit_page.audit(layout.visit(house, request), asked)

    @ui.page(followup_page.PATH, response_timeout=PATIENCE_S)
    async def followup_at(request: Request, alias: str = "") -> None:
        await followup_page.followup(layout.visit(house, request), alias.strip())

    @ui.page("/{rest:path}")
    def no_page(request: Request) -> None:
        ui.context.client.status_code = 404
        layout.lone(layout.visit(house, request), N_("There is no such page"))

    @nicegui_app.on_page_exception
    def broken_page(error: Exception) -> None:
        line = str(error) if isinstance(error, RespiteError) else ""
        layout.lone(layout.visit(house, ui.context.client.request), N_("This page could not be made"), line)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
