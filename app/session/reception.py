"""What the desk knows before a session: who comes next, what is ready, and how the site has set it up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.readiness import Readiness
from app.session.site import Site
from app.store.comers import Comer


class Reception(Protocol):
    """See `app.session.view.Desk`, of which it is a part."""

    async def comers(self, typed: str = "") -> Sequence[Comer]:
        """Who comes next, the longest due first; or those whose alias has `typed` in it."""

    async def readiness(self, *, again: bool = False) -> Readiness:
        """What is ready, as it was seen last. again : have the drivers asked once more, in the background"""

    async def site(self) -> Site:
        """How the site has set up the beginning of a session."""

    async def set_up(self, site: Site) -> None:
        """Set it up so from now on; who did it is kept."""
