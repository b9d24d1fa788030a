"""Arithmetic of places and turns on plain floats: what few bones ask for, each frame, is sooner done so than through arrays."""

from __future__ import annotations

import math

V = tuple[float, float, float]
#: a rotation as (r, i, j, k), Panda3D's order
Q = tuple[float, float, float, float]
NO_TURN: Q = (1.0, 0.0, 0.0, 0.0)


def plus(a: V, b: V, by: float = 1.0) -> V:
    """a + b, `by` times b."""
    return a[0] + b[0] * by, a[1] + b[1] * by, a[2] + b[2] * by


def less(a: V, b: V) -> V:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def dot(a: V, b: V) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: V, b: V) -> V:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def length(a: V) -> float:
    return math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def unit(a: V) -> V:
    """`a` of length 1; nothing stays nothing."""
    n = length(a) or 1.0
    return a[0] / n, a[1] / n, a[2] / n


def beside(a: V, way: V) -> V:
    """What of `a` is square to a unit `way`, of length 1."""
    return unit(plus(a, way, -dot(a, way)))


def times(a: Q, b: Q) -> Q:
    """The turn `b`, then `a`: Hamilton's product a b."""
    return (
        a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
        a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
        a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
        a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
    )


def conjugate(q: Q) -> Q:
    return q[0], -q[1], -q[2], -q[3]


def turned(q: Q, v: V) -> V:
    """`v` turned by a unit quaternion."""
    r, i, j, k = q
    x, y, z = v
    # twice the cross product of the vector part with v
    a, b, c = 2 * (j * z - k * y), 2 * (k * x - i * z), 2 * (i * y - j * x)
    return x + r * a + (j * c - k * b), y + r * b + (k * a - i * c), z + r * c + (i * b - j * a)


def about(axis: V, angle: float) -> Q:
    """The turn by `angle` radians about a unit `axis`."""
    s = math.sin(angle / 2)
    return math.cos(angle / 2), axis[0] * s, axis[1] * s, axis[2] * s
