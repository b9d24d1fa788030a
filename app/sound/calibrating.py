"""A guided calibration for the console: it runs in the background, one step at a time, and is looked at as often as one likes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.errors import IllegalStep, RespiteError
from app.session.kept import Calibration
from app.sound.guided import Guided, Stopped
from app.sound.line import Line
from app.store import Store
from audio.messages import Kept, Measuring, Opened

_log = logging.getLogger(__name__)

#: seconds without anybody who looks, after which it is given up
ALONE_S = 6.0


@dataclass(frozen=True, slots=True)
class View:
    """A guided calibration as of now.

    opened : the devices, None until they are open
    kept, sources : what is known so far, and where it is from
    doing : the step under way, as it was named when it was asked for; "" for none
    heard : what the microphone hears, while something is measured
    fault : why the last step came to nothing, "" when it did not
    done : the steps that came to something
    notices : what is to be said of what was kept before
    earlier, found : the calibration that was kept before, and the one that is kept now
    """

    opened: Opened | None = None
    kept: Kept = field(default_factory=Kept)
    sources: Mapping[str, str] = field(default_factory=dict)
    doing: str = ""
    heard: Measuring | None = None
    fault: str = ""
    done: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    earlier: Calibration | None = None
    found: Calibration | None = None


class Calibrating:
    """The calibration of the devices of this machine.

    ended : called on the loop, once, when it is over and the devices are free again
    """

    def __init__(
        self,
        store: Store,
        output: str | None,
        microphone: str | None,
        env: Mapping[str, str],
        ended: Callable[[], None],
    ) -> None:
        self._store, self._devices, self._env, self._ended = store, (output, microphone), env, ended
        self._line: Line | None = None
        self._guided: Guided | None = None
        self._heard: Measuring | None = None
        self._doing, self._fault = "opening", ""
        self._done: set[str] = set()
        self._notices: tuple[str, ...] = ()
        self._earlier: Calibration | None = None
        self._found: Calibration | None = None
        self._stop = self._closed = False
        self._looked = time.monotonic()
        self._turn = asyncio.Lock()
        loop = asyncio.get_running_loop()
        self._opening = loop.create_task(self._open())
        self._watch = loop.create_task(self._watching())

    @property
    def view(self) -> View:
        """How it stands; whoever looks keeps it alive."""
        self._looked = time.monotonic()
        guided = self._guided
        return View(
            opened=None if guided is None or not guided.opened.rate else guided.opened,
            kept=Kept() if guided is None else guided.kept,
            sources={} if guided is None else dict(guided.sources),
            doing=self._doing,
            heard=self._heard if self._doing else None,
            fault=self._fault,
            done=frozenset(self._done),
            notices=self._notices,
            earlier=self._earlier,
            found=self._found,
        )

    async def do(self, name: str, step: Callable[[Guided], object]) -> bool:
        """Carry out a step, on a thread. Hands back whether it came to something; `View.fault` says why not.

        Raises
        ------
        IllegalStep
            Another step is under way, or the devices are not open.
        """
        if self._doing or self._closed:
            raise IllegalStep("a measurement is under way: wait for it, or stop it")
        guided = self._guided
        if guided is None:
            raise IllegalStep("the sound is not open: mend what is wrong with it, then try again")
        return await self._carry_out(name, lambda: step(guided))

    async def again(self) -> None:
        """Open the devices once more, after something was plugged in."""
        if not self._doing and not self._closed:
            await self._carry_out("opening", self._begin)

    async def finish(self, ambient_s: float, noise_s: float) -> bool:
        """Measure room and path, and keep all that was found."""

        def step(guided: Guided) -> None:
            found = guided.finish(ambient_s, noise_s)
            self._store.keep_calibration(found)
            self._found = found

        return await self.do("path", step)

    def forget_fault(self) -> None:
        """What went wrong has been read, and something else is done now."""
        self._fault = ""

    def stop(self) -> None:
        """Stop the measurement that is under way."""
        self._stop = True

    async def close(self) -> None:
        """End it; what was kept stays kept."""
        if self._closed:
            return
        self._closed = self._stop = True
        with contextlib.suppress(RespiteError):
            await self._opening
        async with self._turn:
            if self._line is not None:
                await asyncio.to_thread(self._line.close)
        if self._watch is not asyncio.current_task():
            self._watch.cancel()
        self._ended()

    # ---- inside -------------------------------------------------------------------------------------------------------

    async def _carry_out(self, name: str, work: Callable[[], object]) -> bool:
        self._doing, self._fault, self._heard, self._stop = name, "", None, self._closed
        try:
            async with self._turn:
                await asyncio.to_thread(work)
            self._done.add(name)
            return True
        except Stopped:
            return False
        except RespiteError as error:
            self._fault = str(error)
            self._done.discard(name)
            return False
        finally:
            self._doing = ""

    async def _open(self) -> None:
        await self._carry_out("opening", self._begin)

    def _begin(self) -> None:
        if self._line is not None:
            self._line.close()
        self._guided, self._line = None, None
        line = Line(env=self._env)
        self._line = line.__enter__()
        guided = Guided(line, self._hear)
        opened = guided.open(*self._devices)
        self._earlier = self._store.calibration(str(opened.output), str(opened.microphone))
        self._notices = guided.take_over(self._earlier)
        self._guided = guided

    def _hear(self, report: Measuring) -> None:
        self._heard = report
        if self._stop:
            raise Stopped("stopped")

    async def _watching(self) -> None:
        while not self._closed:
            await asyncio.sleep(0.5)
            if time.monotonic() - self._looked > ALONE_S:
                _log.info("nobody looks at the sound calibration any more: it is given up")
                await self.close()
