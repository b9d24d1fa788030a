"""How a site has set up the beginning of a session: what is confirmed before it, and how long it usually is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.errors import BadInput
from app.i18n import LANGUAGES
from app.session.checklist import CHECKLIST
from app.session.plan import MINUTES

#: characters of a line of the site's own, and how many of them there may be
LONGEST, MOST = 120, 12


@dataclass(frozen=True, slots=True)
class Site:
    """A site's own ways.

    off : ids of the usual items of the checklist that are not asked here
    own : the site's own lines, in the words that are read, confirmed and recorded
    minutes : the usual length of an exposure, 1 to 60
    reads : what a new patient usually reads, "en" or "zh_CN"; "" for the language of the console
    """

    off: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    minutes: int = 15
    reads: str = ""

    @property
    def required(self) -> tuple[str, ...]:
        """What must be confirmed before a session, as the record keeps it: the usual items by id, then the site's own lines."""
        return (*(item for item in CHECKLIST if item not in self.off), *self.own)

    def items(self, translate: Callable[[str], str]) -> Mapping[str, str]:
        """The same with what a person reads."""
        return {item: translate(CHECKLIST[item]) if item in CHECKLIST else item for item in self.required}


def checked(site: Site) -> Site:
    """The site with its lines trimmed.

    Raises
    ------
    BadInput
        Names the value and the rule.
    """
    own = tuple(" ".join(line.split()) for line in site.own)
    unknown = [item for item in site.off if item not in CHECKLIST]
    if unknown:
        raise BadInput(f"off must be among {', '.join(CHECKLIST)}, got {', '.join(unknown)}: leave it out")
    for line in own:
        if not 1 <= len(line) <= LONGEST:
            raise BadInput(f"a line of the checklist must have 1 to {LONGEST} characters, got {len(line)}: shorten it")
    told = [line.casefold() for line in (*CHECKLIST, *own)]
    if len(set(told)) < len(told):
        raise BadInput("each line of the checklist must stand there once: take the second one away")
    if len(own) > MOST:
        raise BadInput(f"own lines of the checklist must be {MOST} at most, got {len(own)}: take some away")
    if not MINUTES[0] <= site.minutes <= MINUTES[1]:
        raise BadInput(f"minutes must be {MINUTES[0]} to {MINUTES[1]}, got {site.minutes}: choose a length in between")
    if site.reads and site.reads not in LANGUAGES:
        raise BadInput(f"reads must be one of {', '.join(LANGUAGES)}, got {site.reads!r}: choose one of these")
    return Site(site.off, own, site.minutes, site.reads)
