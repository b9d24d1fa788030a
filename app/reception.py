"""The desk's reception on this machine: see `app.session.reception.Reception`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from app.config import Devices
from app.readiness import Lookout, Readiness
from app.session.site import Site
from app.session.view import LiveView
from app.store import Store
from app.store.comers import Comer

#: participants that a list shows at most
MOST = 24


class LocalReception:
    """A part of `app.desk.LocalDesk`."""

    def __init__(self, store: Store, devices: Devices) -> None:
        self._store, self._devices = store, devices
        self._lookout = Lookout(devices)

    @property
    def live(self) -> LiveView | None:
        """The running session, None when none runs."""
        raise NotImplementedError

    async def comers(self, typed: str = "") -> Sequence[Comer]:
        return await asyncio.to_thread(self._store.comers, date.today(), typed, MOST)

    async def readiness(self, *, again: bool = False) -> Readiness:
        if self.live is None:  # nothing asks a headset that a patient wears
            self._lookout.look(again=again)
        return await asyncio.to_thread(self._lookout.seen, self._store)

    async def site(self) -> Site:
        return await asyncio.to_thread(self._store.site)

    async def set_up(self, site: Site) -> None:
        await asyncio.to_thread(self._store.set_up, site)
