"""Forest Walk: the patient walks through a wood in the early light, on their own two feet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, LVector3f

from scenes import forest_walk_cast as cast
from scenes import forest_walk_growth as growth
from scenes import forest_walk_land as land
from scenes import forest_walk_scenery as scenery
from scenes.base import Amount, Choice, Cue, Happening, Posture, Ray, Target
from scenes.kit import drift, mesh, stonework, surroundings, wardrobe, wildlife, woods, woodwork
from scenes.kit.company import Company, Member
from scenes.kit.gait import Gait
from scenes.kit.gpu import shown
from scenes.kit.herd import Herd
from scenes.kit.landscape import OWN, Landscape, aim, array
from scenes.kit.noise import smoothstep
from scenes.kit.pace import Pace, Rest
from scenes.kit.presence import Presence
from scenes.kit.prints import Prints
from scenes.kit.swings import Swings
from scenes.kit.verge import Verge, Window
from scenes.kit.walker import LEAN, Stance, pose
from scenes.kit.wildlife import Kind

F = npt.NDArray[np.float32]
#: metres from the ground to the seat, so that eyes over it are a standing walker's
RISE = 0.40
#: m/s of a walk that sets its own pace
_OWN_PACE = 0.75
#: metres before and after a view over which the seat turns to it and back
_TURN_M = 13.0
#: metres before and after a view within which who walks keeps to its side; seconds in which they lean over its rail, and in which
#: they come back from it who ask to go on
_ASIDE_M, _LEAN_S, _BACK_S = 7.0, 11.0, 5.0
#: radians that a head turns against the chest: to either side, down, up
_NECK = (1.2, 0.95, 0.6)
#: radians by which a ray may miss
_FORGIVE = math.radians(4)
#: what is heard when someone is met
_VOICES = {
    Kind.BIRD: "robin",
    Kind.BUTTERFLY: "glow",
    Kind.BLOOM: "glow",
    Kind.MUSHROOM: "glow",
    Kind.SQUIRREL: "rustle",
    Kind.DEER: "rustle",
    Kind.CHIME: "pipes",
    Kind.LANTERN: "chime",
}
#: seconds that each small event takes, and which one comes with the arrival at each view
_EVENT_S = {"petals": 18.0, "light": 16.0, "flock": 20.0, "deer": 20.0}
_ARRIVALS = ("light", "flock", "petals", "light", "deer", "petals", "lanterns")


class ForestWalk(Landscape):
    """See `Scene`. Speed at most 1.2 m/s, gathered at 0.3 m/s2; the seat turns with the path, under 10 degrees a second."""

    name = "forest-walk"
    title = "Forest Walk"
    about = "A slow walk through an early wood; what is looked at answers."
    sounds = (
        "forest",
        "step-path",
        "step-wood",
        "step-water",
        "robin",
        "glow",
        "rustle",
        "pipes",
        "chime",
        "flutter",
    )
    events = ("petals", "flock", "light", "deer")
    look, version, corner = land.LOOK, land.VERSION, land.CORNER
    bake = staticmethod(growth.bake)
    choices = (
        *wardrobe.CHOICES,
        Choice(
            "pace",
            "Who sets the pace",
            (
                ("itself", "The walk itself"),
                ("clinician", "The clinician"),
                ("arms", "The patient's arm swing"),
                ("stick", "The patient's controller"),
            ),
            live=True,
        ),
        Amount("speed", "Walking speed", "m/s", 0.0, 1.2, 0.1, 0.8, live=True),
    )

    def build(self) -> None:
        self._loop = land.loop()
        self._floor = land.walkway().tolist()
        for k in range(OWN, 16):
            self.live[k] = LVecBase4f(0, 0, 0, 0)
        self._pace = Pace(self._loop.length, [Rest(v.at, v.rest_s) for v in land.VIEWS], 6.0)
        self._gait = Gait(6.0)
        self._posture: Posture | None = None
        self._yaw = 0.0
        self._turns, self._asides = self._faces()
        #: 0 upright to 1 leant over a rail, evenly in time
        self._leant = 0.0
        self.heaven(0)
        surroundings.lay(self.root, self.ground, self._loop).set_shader(self.shader("ground", "floor"))
        self._verges: list[Verge] = []
        self._verges += scenery.growth(self)
        self._verges.append(scenery.built(self))
        self._mirror(scenery.bridge(self))
        self._people()
        woods.plant(self.root, self._loop, self.baked["trees"], self.shader("tree", "tree"), self.detail)

    def _faces(self) -> tuple[list[float], list[float]]:
        """How far the seat is turned from the path towards a view, and how far beside its middle it keeps, at each sample of the
        path: radians and metres, to the right."""
        s = self._loop.samples
        turned, beside = np.zeros(len(s)), np.zeros(len(s))
        for view in land.VIEWS:
            away = np.abs((s - view.at + self._loop.length / 2) % self._loop.length - self._loop.length / 2)
            t, u = np.clip(1 - away / _TURN_M, 0, 1), np.clip(1.15 - away / _ASIDE_M, 0, 1)
            turned += math.radians(view.right) * t * t * (3 - 2 * t)
            beside += view.aside * u * u * (3 - 2 * u)
        return [float(v) for v in turned], [float(v) for v in beside]

    def _mirror(self, bridge: mesh.Mesh) -> None:
        """The body, the glasses that it is met in, and what still water mirrors."""
        places = land.mirror_places(self.ground)
        frames, glasses, wet = [], [], [bridge]
        for x, y, z, turn, half, high, _, arch, back in places.tolist():
            # Frames face +y.
            spin, c, s = turn - math.pi / 2, math.cos(back), math.sin(back)
            lean = ((1, 0, 0), (0, c, s), (0, -s, c))
            frame = stonework.mirror(half, high, arch) if back else woodwork.frame(half, high, arch)
            glass = woodwork.glass(half, high, arch, wet=back > 0)
            frames.append(frame.rotated(lean).moved((x, y, z), spin))
            glasses.append(glass.rotated(lean).moved((x, y, z), spin))
            if back:
                wet += [frames[-1], stonework.seen_from_water(glasses[-1])]
        self._mirrored = scenery.images(self, wet)
        self._soaked = [sum(land.BRIDGE) / 2, *(float(row[6]) for row in places if row[8])]
        wood = mesh.node(mesh.merged(frames), "frames")
        wood.reparent_to(self.root)
        wood.set_shader(self.shader("figure", "figure"))
        panes = mesh.node(mesh.merged(glasses), "glasses")
        panes.reparent_to(self.root)
        panes.set_shader(self.shader("mirror", "mirror"))
        self._glasses = (wood, panes)
        self._glassy = [float(metres) for metres in places[:, 6]]
        self._body = Presence(
            self.root,
            self.chosen,
            places,
            self.shader("body", "body"),
            self.shader("body", "body", "MIRROR"),
            self.plain,
        )

    def _people(self) -> None:
        """Those who are met, what is in the air, and the prints."""
        light = np.asarray(self.baked["light"][..., 0] / 255, np.float32)
        members, rows = cast.gather(self.ground, light, self.baked["trees"], self.random)
        rests = {str(kind): habit.rest_s for kind, habit in cast.HABITS.items()}
        self._company = Company(members, self._loop.length, rests)
        self._kinds: dict[Kind, Verge] = {}
        for kind, shape in wildlife.SHAPES.items():
            far = 60.0 if kind in (Kind.DEER, Kind.LANTERN) else 42.0
            mine = np.array([m.metres for m in members if m.kind == kind])
            if not len(mine):
                continue
            shader = self.shader("wild", "wild", kind.name)
            verge = Verge(self.root, kind, rows[kind], mine, self._loop.length, [Window(shape(), -22, far)], shader)
            verge.holder.set_two_sided(True)
            self._kinds[kind] = verge
            self._verges.append(verge)
        drift.air(self.root, int(420 * self.detail * self.detail), self.shader("mote", "mote"))
        self._petals = drift.leaves(self.root, int(380 * self.detail * self.detail), self.shader("petal", "wild"))
        self._flock = drift.flock(self.root, 34, self.shader("flock", "wild"))
        self._petals.hide()
        self._flock.hide()
        self._prints = Prints(self.root, self.shader("print", "print"))
        self._swings = Swings()
        self._began: dict[str, float] = {}
        self._chance = np.random.default_rng(int(self.random.integers(2**31)))
        self._next_song = 5.0
        self._crossing = Herd(self.root, self.shader("wild", "wild", "DEER", "CROSSING"))

    # ---- the visit --------------------------------------------------------------------------------------------------

    def feel(self, posture: Posture) -> None:
        self._posture = posture

    def _asked(self, dt: float) -> float:
        """The speed that is asked for, m/s."""
        most = float(self.chosen["speed"])
        match self.chosen["pace"]:
            case "itself":
                return _OWN_PACE
            case "arms":
                return min(self._swings.speed(self._posture, dt), 1.2)
            case "stick":
                push = self._posture.stick[1] if self._posture is not None else 0.0
                return max(0.0, min(push, 1.0)) * most
        return most

    def _lean(self, asked: float, dt: float) -> float:
        """Whoever stands at a rail leans over it, and is upright again before going on. Hands back the speed that is left, m/s."""
        pace = self._pace
        if pace.resting is not None:
            there = land.VIEWS[pace.resting].rail
        else:
            within = pace.now % self._loop.length
            there = asked <= 0.0 and pace.speed < 0.02 and any(v.rail and abs(within - v.at) < 0.5 for v in land.VIEWS)
        change = dt / _LEAN_S if there else -dt / (_LEAN_S if pace.rests else _BACK_S)
        self._leant = max(0.0, min(1.0, self._leant + change)) if dt <= 0.5 else 0.0
        return asked if self._leant < 0.25 else 0.0

    def move(self, dt: float) -> None:
        pace = self._pace
        pace.rests = self.chosen["pace"] in ("itself", "clinician")
        pace.asked = self._lean(self._asked(dt), dt)
        for which in pace.go(dt):
            self._request(Happening("reached", {"view": land.VIEWS[which].name}))
            self._begin(_ARRIVALS[which])
        metres = pace.now
        path = self._heading(metres)
        turned, rail = self._loop.sampled(self._turns, metres), float(smoothstep(0.0, 1.0, self._leant))
        face = path - turned - (math.pi / 2 - turned) * rail
        x, y, z = self._ground(metres, LEAN * rail)
        self.seat.set_pos(x, y, z + RISE)
        self.seat.set_h(math.degrees(face))
        self.live[13] = LVecBase4f(x, y, z, face)
        if dt <= 0.0 or dt > 0.5:
            self._gait.stand(metres)
        else:
            for step in self._gait.walk(metres, pace.speed, dt):
                self._tread(step.metres, step.side)
        for verge in self._verges:
            verge.walk(metres)
        first, within = self.clock < 0.5, metres % self._loop.length
        bridge = land.BRIDGE[0] - 1.0 < within < land.BRIDGE[1] + 1.0
        stance = self._stance(x, y, z, path, face)
        stance.rail = rail
        self._body.move(pose(stance, self._gait, self._ground, pace.speed), x, y, z < 0.3 or bridge, first)
        for made in self._glasses:
            shown(made, first or any(self._away(metres, at) < 75.0 for at in self._glassy))
        shown(self._mirrored, first or any(self._away(metres, at) < 45.0 for at in self._soaked))
        self._go_on()
        self._sing(metres)

    def _away(self, metres: float, at: float) -> float:
        """Metres between two places along the path, the shorter way round."""
        long = self._loop.length
        return abs((metres - at + long / 2) % long - long / 2)

    def _sing(self, metres: float) -> None:
        """Birds that nobody sees, the more often the livelier it is."""
        if self.clock < self._next_song:
            return
        self._next_song = self.clock + float(self._chance.uniform(0.6, 1.4)) * (22.0 - 17.0 * self.busy)
        ahead, aside, gain = (float(self._chance.uniform(*span)) for span in ((-6, 26), (-16, 16), (-16, -9)))
        x, y = (float(v) for v in self._loop.beside([metres + ahead], [aside])[0])
        self._request(Cue("robin", (x, y, 6.0), gain))

    def _stance(self, x: float, y: float, z: float, path: float, face: float) -> Stance:
        """The body stands under the eyes, its hands where the patient's are."""
        stance = Stance(x, y, z, path, face)
        posture = self._posture
        if posture is not None:
            head = posture.head
            stance.lean = (_within(head[0], 0.3), _within(head[1], 0.3), _within(head[2] - 1.2, 0.3))
            ahead = posture.turn.xform(LVector3f(0, 1, 0))
            up = math.asin(_within(ahead[2], 1.0))
            stance.bow = float(smoothstep(15.0, 60.0, -math.degrees(up)))
            side, below, above = _NECK
            # Who looks straight down looks no way at all.
            left = math.atan2(-ahead[0], ahead[1]) * float(smoothstep(1.5, 1.2, abs(up)))
            stance.head = (_within(left, side), max(-below, min(above, up)))
            hands: list[tuple[float, float, float] | None] = []
            for grip in (posture.left, posture.right):
                if grip is None:
                    hands.append(None)
                    continue
                p = grip.place
                c, s = math.cos(face), math.sin(face)
                hands.append((x + p[0] * c - p[1] * s, y + p[0] * s + p[1] * c, z + RISE + p[2]))
            stance.left, stance.right = hands
        return stance

    def _tread(self, metres: float, side: int) -> None:
        """A foot has come down."""
        x, y, z = self._ground(metres, 0.085 * side)
        within = metres % self._loop.length
        on_wood, wet = land.BRIDGE[0] < within < land.BRIDGE[1], z < 0.0
        sound = "step-wood" if on_wood else "step-water" if wet else "step-path"
        self._request(Cue(sound, (x, y, z), -4.0))
        if not on_wood:
            self._prints.add(x, y, 0.0 if wet else z, self._heading(metres) - 0.08 * side, side, self.clock, wet)

    def _heading(self, metres: float) -> float:
        a = self._loop.place(metres + 0.6)
        b = self._loop.place(metres - 0.6)
        return math.atan2(b[0] - a[0], a[1] - b[1])

    def _ground(self, metres: float, aside: float) -> tuple[float, float, float]:
        """Where one walks, `aside` metres to the right of it."""
        x, y = self._loop.place(metres)
        h = self._heading(metres)
        z = self._loop.sampled(self._floor, metres)
        aside += self._loop.sampled(self._asides, metres)
        return x + math.cos(h) * aside, y + math.sin(h) * aside, z

    # ---- small events -----------------------------------------------------------------------------------------------

    def celebrate(self, event: str) -> None:
        self._begin(event)

    def _begin(self, event: str) -> None:
        metres = self._pace.now
        self._began[event] = self.clock
        x, y = (float(v) for v in self._loop.beside([metres + 13.0], [2.0])[0])
        z = float(self.ground.at(x, y))
        if event == "flock":
            self.live[14] = LVecBase4f(x, y, max(z, 0.0), self.clock)
            self._request(Cue("flutter", (x, y, z + 2.0)))
        elif event == "deer":
            start, end = (self._loop.beside([metres + 15.0], [off])[0] for off in (-12.0, 13.0))
            low, high = (float(self.ground.at(*place)) for place in (start, end))
            rise = (high - low) * (end - start) / float((end - start) @ (end - start))
            self.live[15] = LVecBase4f(float(rise[0]), float(rise[1]), 0, 0)
            self._crossing.cross(start, end, low, self.clock)
            self._request(Cue("rustle", (float(start[0]), float(start[1]), z)))
        else:
            self._request(Cue("glow", (x, y, z + 2.5), -3.0))

    def _go_on(self) -> None:
        """How far each event has come, eased in and out, where the shaders see it."""
        # A lively wood lets some leaves fall at all times.
        petals = max(self._swell("petals"), 0.40 * min(max((self.busy - 0.5) / 0.3, 0.0), 1.0))
        self.live[12] = LVecBase4f(self._swell("light"), petals, 0.0, self._swell("lanterns"))
        # In the first moments everything is drawn once, so that nothing has to be made ready later.
        first = self.clock < 0.5
        shown(self._petals, first or petals > 0.0)
        shown(self._flock, first or self.clock - self._began.get("flock", -1e9) < 21.0)
        self._crossing.show(self.clock, first)

    def _swell(self, event: str) -> float:
        """0 to 1 and back."""
        since, long = self.clock - self._began.get(event, -1e9), _EVENT_S.get(event, 30.0)
        t = min(max(min(since / 3.0, (long - since) / 5.0), 0.0), 1.0)
        return t * t * (3 - 2 * t)

    # ---- meeting ----------------------------------------------------------------------------------------------------

    def find(self, key: str) -> Target | None:
        member = self._company.named(key)
        return None if member is None else _target(member)

    def pick(self, ray: Ray) -> Target | None:
        who = self._company.meant(self._pace.now, array(ray.origin), array(ray.direction), self.clock, _FORGIVE)
        return None if who is None else _target(who)

    def targets(self) -> Sequence[Target]:
        ahead = self._company.ahead(self._pace.now, self.eye, self.forward, self.clock)
        calls = self.course.calls
        return [_target(m) for m in sorted(ahead, key=lambda m: m.key not in calls)]

    def act(self, ray: Ray, target: Target | None) -> None:
        member = self._company.named(target.key) if target is not None else None
        if member is None or target is None:
            return
        kind = Kind(member.kind)
        self.course.answer(member.key, self.clock)
        self._company.met(member, self.clock)
        verge = self._kinds[kind]
        verge.write(member.number, 5, self.clock)
        verge.send()
        self._request(Cue(_VOICES[kind], member.centre))
        self.course.hit(member.key, member.kind)

    def state(self) -> dict[str, Any]:
        return {
            **self.course.state(),
            "seconds": round(self.clock, 3),
            "metres": round(self._pace.metres, 2),
            "speed": round(self._pace.speed, 3),
        }


def _target(member: Member) -> Target:
    return aim(member.key, np.array(member.centre, np.float32), member.radius)


def _within(value: float, most: float) -> float:
    return max(-most, min(most, float(value)))
