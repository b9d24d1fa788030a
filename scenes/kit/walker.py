"""Where the bones of a walking body are: legs from where the feet stand, arms from the swing or from the hands that are tracked."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.kit.body import EYES, LENGTH, SKULL, Bone
from scenes.kit.gait import Gait, Place
from scenes.kit.vectors import V, beside, dot, length, less, plus, unit

#: metres from the eyes' place back to the body's axis; heights over the ground of the hips, the neck's root and the shoulders
BACK, HIP, NECK, SHOULDER = 0.085, 0.905, 1.415, 1.345
#: metres that the neck's root and the hips stay farther behind the eyes of who looks down at the feet
_BOW_NECK, _BOW_HIPS = 0.150, 0.105
_HALF_HIPS, _HALF_SHOULDERS = 0.088, 0.170
#: metres of the eyes over the ground
_EYES = 1.60
#: who leans over a rail: metres from the feet forward to the eyes; from the eyes back to the hips, the neck's root and the wrists;
#: the wrists' height; from the middle to each
LEAN = 0.72
_LEAN_HIPS, _LEAN_NECK, _RAIL, _RAIL_HIGH, _HANDS = 0.530, 0.225, 0.405, 0.990, 0.31


def bend(root: V, goal: V, first: float, second: float, towards: V) -> tuple[V, V]:
    """Two bones of lengths `first` and `second` from `root` to `goal`: the joint between them, on the side of `towards`, and where
    the second ends (nearer than `goal` where that can't be reached)."""
    line = less(goal, root)
    long = length(line) or 1e-6
    way = (line[0] / long, line[1] / long, line[2] / long)
    reach = min(max(long, abs(first - second) + 0.01), (first + second) * 0.9995)
    along = (first * first - second * second + reach * reach) / (2 * reach)
    aside = math.sqrt(max(first * first - along * along, 0.0))
    out = beside(towards, way)
    return plus(plus(root, way, along), out, aside), plus(root, way, reach)


@dataclass(slots=True)
class Stance:
    """What a body is asked for: the eyes' place on the ground and the ground's height there, the way the path goes and the way the
    patient faces (radians, from +y towards -x), where the head leans (metres, right, forward, up of upright), how far they look
    down (0 to 1), how the head is turned against the chest (radians, to the left and up), how far they lean over a rail before
    them (0 to 1: the eyes are so much of `LEAN` before the feet), the tracked hands."""

    x: float
    y: float
    z: float
    path: float
    face: float
    lean: V = (0.0, 0.0, 0.0)
    bow: float = 0.0
    head: tuple[float, float] = (0.0, 0.0)
    rail: float = 0.0
    left: V | None = None
    right: V | None = None


@dataclass(slots=True)
class Pose:
    """bones : for each `Bone` its two ends and the side at each, as the shader's table has them (4 rows of 4)."""

    bones: list[list[float]]
    #: both knees' bend, radians (0 straight), left and right
    knees: tuple[float, float] = (0.0, 0.0)


def _squared(ankles: dict[int, tuple[V, float]], right: V, share: float) -> dict[int, tuple[V, float]]:
    """Both feet on their way from where they stand to side by side, `share` of it gone."""
    middle = plus(plus((0.0, 0.0, 0.0), ankles[-1][0], 0.5), ankles[1][0], 0.5)
    return {
        side: (plus(at, less(plus(middle, right, side * 0.10), at), share), pitch * (1 - share))
        for side, (at, pitch) in ankles.items()
    }


def _head(eyes: V, chest: float, turned: tuple[float, float]) -> tuple[V, V, V]:
    """The two ends of the head's bone and its side, so that its eyes are at `eyes`.

    chest : radians; turned : radians against it, left and up
    """
    yaw, pitch = chest + turned[0], turned[1]
    ahead = (-math.sin(yaw), math.cos(yaw), 0.0)
    right = (math.cos(yaw), math.sin(yaw), 0.0)
    level = (0.0, 0.0, 1.0)
    up = plus(plus((0.0, 0.0, 0.0), level, math.cos(pitch)), ahead, -math.sin(pitch))
    front = plus(plus((0.0, 0.0, 0.0), level, math.sin(pitch)), ahead, math.cos(pitch))
    root = plus(plus(eyes, up, -EYES[0]), front, -EYES[1])
    return root, plus(root, up, LENGTH[Bone.HEAD]), right


def pose(stance: Stance, gait: Gait, place: Place, speed: float) -> Pose:
    """The body at this moment."""
    half = stance.path + 0.5 * (stance.face - stance.path)
    sway = gait.going
    beat = 2 * math.pi * gait.phase
    half += (stance.face - half) * stance.rail
    hips_turn = half - 0.07 * sway * math.cos(beat)
    chest_turn = stance.face + 0.05 * sway * math.cos(beat)
    f_hip, r_hip = (-math.sin(hips_turn), math.cos(hips_turn), 0.0), (math.cos(hips_turn), math.sin(hips_turn), 0.0)
    f_chest, r_chest = (
        (-math.sin(chest_turn), math.cos(chest_turn), 0.0),
        (math.cos(chest_turn), math.sin(chest_turn), 0.0),
    )
    lean = plus(plus((0.0, 0.0, stance.lean[2]), r_chest, stance.lean[0]), f_chest, stance.lean[1])
    foot_of = {foot.side: gait.ankle(foot, place, speed) for foot in gait.feet}
    if stance.rail > 0.0:
        foot_of = _squared(foot_of, r_chest, stance.rail)
    # As high as both legs reach, with the little rise over each standing leg.
    base = (stance.x, stance.y, stance.z)
    # Whoever looks down bows from the neck: the eyes come forward over the chest, and the legs are in sight. A head that is only
    # turned does not come forward, so the body keeps back instead.
    behind = BACK - 0.03 + _BOW_HIPS * stance.bow
    behind += (_LEAN_HIPS - behind) * stance.rail
    pelvis = plus(plus(base, f_chest, -behind), lean, 0.25)
    pelvis = (pelvis[0], pelvis[1], stance.z + HIP - sway * (0.012 + 0.014 * math.cos(2 * beat)))
    legs = LENGTH[Bone.THIGH_L] + LENGTH[Bone.SHIN_L]
    hips = {}
    for side, (ankle, _) in foot_of.items():
        hip = plus(pelvis, r_hip, side * _HALF_HIPS)
        flat = math.hypot(hip[0] - ankle[0], hip[1] - ankle[1])
        most = ankle[2] + math.sqrt(max((legs * 0.9985) ** 2 - flat * flat, 0.04))
        pelvis = (pelvis[0], pelvis[1], min(pelvis[2], most))
        hips[side] = hip
    rows: list[list[float]] = [[0.0] * 16 for _ in Bone]

    def put(bone: Bone, a: V, b: V, side_a: V, side_b: V) -> None:
        rows[bone] = [*a, 0.0, *b, 0.0, *side_a, 0.0, *side_b, 0.0]

    behind = BACK + _BOW_NECK * stance.bow
    behind += (_LEAN_NECK - behind) * stance.rail
    neck = plus((stance.x, stance.y, stance.z + NECK), f_chest, -behind)
    neck = plus(neck, lean, 0.85)
    put(Bone.TORSO, pelvis, neck, r_hip, r_chest)
    spine = unit(less(neck, pelvis))
    root, top, aside = _head(plus(plus(base, lean), (0.0, 0.0, _EYES)), chest_turn, stance.head)
    put(
        Bone.NECK,
        plus(neck, (0.0, 0.0, -0.047)),
        plus(root, less(top, root), SKULL / LENGTH[Bone.HEAD]),
        r_chest,
        aside,
    )
    put(Bone.HEAD, root, top, aside, aside)

    knees = []
    for side, thigh, shin, foot in (
        (-1, Bone.THIGH_L, Bone.SHIN_L, Bone.FOOT_L),
        (1, Bone.THIGH_R, Bone.SHIN_R, Bone.FOOT_R),
    ):
        ankle, pitch = foot_of[side]
        hip = (hips[side][0], hips[side][1], pelvis[2])
        turn = half + 0.5 * (stance.path - half) * (1 - stance.rail) - side * 0.08
        toe_way = (-math.sin(turn), math.cos(turn), 0.0)
        knee, end = bend(hip, ankle, LENGTH[Bone.THIGH_L], LENGTH[Bone.SHIN_L], plus(toe_way, f_hip, 0.5))
        put(thigh, hip, knee, r_hip, r_hip)
        put(shin, knee, end, r_hip, r_hip)
        down = math.sin(pitch)
        ahead = math.cos(pitch)
        toes = plus(end, (toe_way[0] * ahead, toe_way[1] * ahead, -down), LENGTH[Bone.FOOT_L])
        aside = (math.cos(turn), math.sin(turn), 0.0)
        put(foot, end, toes, aside, aside)
        cosine = dot(unit(less(knee, hip)), unit(less(end, knee)))
        knees.append(math.acos(min(max(cosine, -1.0), 1.0)))

    strong = sway * min(1.0, 0.35 + speed * 0.6)
    for side, arm, fore, hand, tracked in (
        (-1, Bone.UPPER_ARM_L, Bone.FOREARM_L, Bone.HAND_L, stance.left),
        (1, Bone.UPPER_ARM_R, Bone.FOREARM_R, Bone.HAND_R, stance.right),
    ):
        shoulder = plus(plus(neck, r_chest, side * _HALF_SHOULDERS), spine, SHOULDER - NECK)
        if tracked is not None:
            out = plus(plus((0.0, 0.0, -0.8), r_chest, side * 0.5), f_chest, -0.5)
            elbow, wrist = bend(shoulder, tracked, LENGTH[Bone.UPPER_ARM_L], LENGTH[Bone.FOREARM_L], out)
        else:
            # Each arm goes with the other side's leg.
            swing = -side * math.cos(beat)
            angle = strong * (0.06 + 0.36 * swing) + 0.03
            flex = 0.26 + strong * (0.16 + 0.20 * swing)
            down_ = plus(plus((0.0, 0.0, -math.cos(angle)), f_chest, math.sin(angle)), r_chest, side * 0.10)
            elbow = plus(shoulder, unit(down_), LENGTH[Bone.UPPER_ARM_L])
            bent = angle + flex
            low = plus(plus((0.0, 0.0, -math.cos(bent)), f_chest, math.sin(bent)), r_chest, side * 0.02)
            wrist = plus(elbow, unit(low), LENGTH[Bone.FOREARM_L])
            if stance.rail > 0.0:
                held = plus(plus(base, f_chest, LEAN * (1 - stance.rail) - _RAIL), r_chest, side * _HANDS)
                held = (held[0], held[1], stance.z + _RAIL_HIGH)
                goal = plus(wrist, less(held, wrist), stance.rail)
                out = plus(plus((0.0, 0.0, -0.3), r_chest, side * 0.9), f_chest, -0.6)
                elbow, wrist = bend(shoulder, goal, LENGTH[Bone.UPPER_ARM_L], LENGTH[Bone.FOREARM_L], out)
        along = unit(less(wrist, elbow))
        across = beside(r_chest, along)
        put(arm, shoulder, elbow, across, across)
        put(fore, elbow, wrist, across, across)
        if stance.rail > 0.0 and tracked is None:
            # The palms come down onto it.
            over = plus(plus((0.0, 0.0, -0.35), f_chest, 0.9), r_chest, -0.12 * side)
            along = unit(plus(along, less(over, along), stance.rail))
            across = plus(across, less((0.0, 0.0, float(side)), across), stance.rail)
        put(hand, wrist, plus(wrist, along, LENGTH[Bone.HAND_L]), across, across)
    return Pose(rows, (knees[0], knees[1]))
