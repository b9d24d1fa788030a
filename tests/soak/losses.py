"""Takes the runtime away, again and again, at random moments: ``python -m tests.soak.losses --kills 100 --hangs 50 --seed 1``.

Whenever it is killed (SIGKILL) or hangs (SIGSTOP), the patient must be in 2D, with pictures going on, within two seconds, the way
back to 3D must be open once it is there again, and the render process must end well. One JSON object tells what came of it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.engine.messages import FrameStats, Message, ModeChanged, Play, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit

#: seconds until the patient must be in 2D, and until everything else
IN_2D_S, PATIENCE_S = 2.0, 10.0
#: losses that one render process lives through
A_VISIT = 10
#: attempts at 3D after a loss: the first may come while the last runtime is still being let go
ATTEMPTS = 5


@dataclass(frozen=True)
class Loss:
    """How the runtime is taken away. what : "kill", "hang"; moment : "showing", "starting", "switching"; after_s : into it"""

    what: str
    moment: str
    after_s: float
    #: what the patient changes to when it happens in a switch
    to: str
    #: whether a hung runtime goes on later, or is killed as well
    resumes: bool


@dataclass
class Tally:
    """What came of all losses."""

    losses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    exit_codes: Counter[str] = field(default_factory=Counter)

    def summary(self, seed: int, took_s: float) -> dict[str, object]:
        times = sorted(self.seconds) or [0.0]
        return {
            "seed": seed,
            "losses": dict(sorted(self.losses.items())),
            "in_2d_s": {
                "p50": round(times[len(times) // 2], 3),
                "p95": round(times[int(len(times) * 0.95)], 3),
                "worst": round(times[-1], 3),
                "limit": IN_2D_S,
            },
            "failures": self.failures,
            "exit_codes": dict(self.exit_codes),
            "took_s": round(took_s, 1),
        }


def planned(kills: int, hangs: int, seed: int) -> list[Loss]:
    """The losses of a seed, in their order."""
    draw = random.Random(seed)
    kinds = ["kill"] * kills + ["hang"] * hangs
    draw.shuffle(kinds)
    losses = []
    for what in kinds:
        moment = draw.choices(("showing", "starting", "switching"), (3, 2, 2))[0]
        longest = {"showing": 0.8, "starting": 0.35, "switching": 0.06}[moment]
        losses.append(Loss(what, moment, draw.uniform(0, longest), draw.choice(("2d", "flat")), draw.random() < 0.5))
    return losses


class Patient:
    """A visit, and which mode it is in by what it tells."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._request = 0
        self.mode = "2d"
        self.changed_ns = 0
        self._answers: set[int] = set()
        self._read = 0

    def ask(self, mode: str) -> int:
        """Ask for `mode`; hands back the request's number."""
        self._request += 1
        self._visit.send(SetMode(mode=mode, request=self._request))
        return self._request

    def hear(self, until: Callable[[Message], bool], within_s: float) -> bool:
        """Take in what is told until a message is the one that is waited for; False when none is."""
        deadline = time.monotonic() + within_s
        while True:
            while self._read < len(self._visit.heard):
                message = self._visit.heard[self._read]
                self._read += 1
                if isinstance(message, ModeChanged):
                    self._answers.add(message.request)
                    if message.mode != self.mode:
                        self.mode, self.changed_ns = message.mode, message.t_ns
                if until(message):
                    return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self._visit.listen(min(left, 0.05))

    def answered(self, request: int, within_s: float = PATIENCE_S) -> bool:
        return request in self._answers or self.hear(lambda _: request in self._answers, within_s)

    def get(self, mode: str) -> bool:
        """Be in `mode`; False when it can't be had."""
        for _ in range(ATTEMPTS):
            if not self.answered(self.ask(mode)):
                return False
            if self.mode == mode:
                return True
            self.hear(lambda _: False, 0.2)
        return False


def suffer(patient: Patient, headset: VirtualHeadset, loss: Loss) -> float:
    """Lose the runtime; hands back the seconds until the patient was in 2D. Raises `AssertionError` when it went wrong."""
    waiting = 0
    if loss.moment == "starting":
        assert patient.get("2d"), "2D could not be had before it"
        waiting = patient.ask("3d")
    else:
        assert patient.get("3d"), "3D could not be had before it"
        if loss.moment == "switching":
            waiting = patient.ask(loss.to)
    patient.hear(lambda _: False, loss.after_s)
    struck_ns = time.monotonic_ns()
    if loss.what == "kill":
        headset.kill()
    else:
        headset.suspend()

    def shown(message: Message) -> bool:
        late = message.t_ns > max(struck_ns, patient.changed_ns)
        return isinstance(message, FrameStats) and message.mode == "2d" and message.count > 0 and late

    assert patient.hear(shown, IN_2D_S + 2.5), f"no pictures in 2D; the mode is {patient.mode}"
    if waiting and loss.moment == "starting" and loss.what == "hang":
        waiting = patient.ask("2d")  # nobody waits for a runtime that may take long to start: 2D goes on meanwhile
    if waiting:
        assert patient.answered(waiting), "the switch was never answered"
    assert patient.mode == "2d", f"it ended in {patient.mode}"
    # nothing changed where 2D was still, or already, in force
    seconds = max(0.0, (patient.changed_ns - struck_ns) / 1e9)
    assert seconds <= IN_2D_S, f"it took {seconds:.2f} s to 2D"
    return seconds


def run(kills: int, hangs: int, seed: int, say: Callable[[str], None] = lambda _: None) -> dict[str, object]:
    """All losses, in as many visits as they need."""
    began = time.monotonic()
    losses, tally = planned(kills, hangs, seed), Tally()
    with VirtualScreen() as screen, VirtualHeadset() as headset, tempfile.TemporaryDirectory() as cache:
        for first in range(0, len(losses), A_VISIT):
            headset.ready()
            _visit(Path(cache), screen, headset, losses[first : first + A_VISIT], tally, say)
    return tally.summary(seed, time.monotonic() - began)


def _visit(
    cache: Path,
    screen: VirtualScreen,
    headset: VirtualHeadset,
    losses: Sequence[Loss],
    tally: Tally,
    say: Callable[[str], None],
) -> None:
    visit = Visit(cache, screen.env | headset.env, "2d")
    try:
        with visit:
            patient = Patient(visit)
            assert patient.answered(0), "no picture at the beginning"
            visit.send(Play(on=True))
            for number, loss in enumerate(losses):
                tally.losses[f"{loss.what} while {loss.moment}"] += 1
                try:
                    seconds = suffer(patient, headset, loss)
                    tally.seconds.append(seconds)
                    say(f"{loss.what} {loss.after_s * 1e3:.0f} ms into {loss.moment}: 2D after {seconds:.2f} s")
                except AssertionError as failure:
                    tally.failures.append(f"{asdict(loss)}: {failure}")
                    say(f"FAILED {tally.failures[-1]}")
                if number < len(losses) - 1:  # the last one is left as it is: the process must end all the same
                    if loss.what == "hang" and loss.resumes:
                        headset.resume()
                    headset.ready()
    except (AssertionError, EOFError, OSError) as failure:
        tally.failures.append(f"a visit: {type(failure).__name__}: {failure}")
        say(f"FAILED {tally.failures[-1]}")
    tally.exit_codes[str(visit.process.exitcode)] += 1
    if visit.process.exitcode != 0:
        tally.failures.append(f"a render process ended with {visit.process.exitcode}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.losses", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--hangs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    found = run(args.kills, args.hangs, args.seed, lambda line: print(line, file=sys.stderr, flush=True))
    print(json.dumps(found))
    return 1 if found["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
