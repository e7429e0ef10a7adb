"""The 27 views of the body: a view is a row here, and nothing else knows one by name."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Vector = tuple[float, float, float]
Axes = tuple[Vector, Vector, Vector]
SubjectRight = Literal["left", "right"] | None


@dataclass(frozen=True)
class View:
    """One orthographic view.

    Attributes
    ----------
    id : str
    title : str
        Key of its title in the interface strings is ``view.<id>``; this is the English one.
    axes : three vectors
        To the viewer's right, up, towards the viewer.
    mirror : str
        The view that shows the left side as this one shows the right.
    box : (x0, x1, y0, y1) or None
        Metres in the plane; None fits the whole body.
    pose : {"anatomical", "arms_forward"}
    shows : str
        Which skin is drawn: a key of the build's clips, "all" for everything.
    per_metre : float
        Pixels a metre of the picture.
    subject_right : {"left", "right"} or None
        Where the subject's right is on the picture, None where the view shows one side only.
    """

    id: str
    title: str
    axes: Axes
    mirror: str
    box: tuple[float, float, float, float] | None = None
    pose: Literal["anatomical", "arms_forward"] = "anatomical"
    shows: str = "all"
    per_metre: float = 760.0
    subject_right: SubjectRight = None


FRONT: Axes = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
BACK: Axes = ((-1, 0, 0), (0, 1, 0), (0, 0, -1))
LEFT: Axes = ((0, 0, -1), (0, 1, 0), (1, 0, 0))
RIGHT: Axes = ((0, 0, 1), (0, 1, 0), (-1, 0, 0))


def _tilted(axes: Axes, degrees: float) -> Axes:
    """Axes with the camera raised by an angle (negative: lowered)."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    right, up, near = axes

    def mix(a: Vector, b: Vector, p: float, q: float) -> Vector:
        return (p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2])

    return right, mix(up, near, c, -s), mix(near, up, c, s)


SOLE: Axes = ((1, 0, 0), (0, 0, 1), (0, -1, 0))
Box = tuple[float, float, float, float]

_HEAD: Box = (-0.155, 0.155, 1.365, 1.745)
_HEAD_SIDE: Box = (-0.135, 0.175, 1.365, 1.745)


def _flip(box: Box | None) -> Box | None:
    return box and (-box[1], -box[0], box[2], box[3])


def _pair(
    stem: str, title: str, axes: Axes, box: Box, shows: str, per_metre: float
) -> tuple[View, View]:
    """One view of something on the right, and its mirror image of the left."""
    right = View(
        f"{stem}_right", f"Right {title}", axes, f"{stem}_left", box,
        shows=f"{shows}_right", per_metre=per_metre,
    )  # fmt: skip
    first, up, near = axes

    def mirrored(v: Vector, sign: int) -> Vector:
        return (-sign * v[0], sign * v[1], sign * v[2])

    left = View(
        f"{stem}_left", f"Left {title}", (mirrored(first, -1), mirrored(up, 1), mirrored(near, 1)),
        f"{stem}_right", _flip(box), shows=f"{shows}_left", per_metre=per_metre,
    )  # fmt: skip
    return right, left


VIEWS: tuple[View, ...] = (
    View("front", "Front", FRONT, "front", subject_right="left"),
    View("back", "Back", BACK, "back", subject_right="right"),
    View("right", "Right side", RIGHT, "left", pose="arms_forward"),
    View("left", "Left side", LEFT, "right", pose="arms_forward"),
    View(
        "head_front",
        "Face and front of the neck",
        FRONT,
        "head_front",
        _HEAD,
        per_metre=1900,
        subject_right="left",
    ),
    View(
        "head_back",
        "Back of the head and neck",
        BACK,
        "head_back",
        _HEAD,
        per_metre=1900,
        subject_right="right",
    ),
    View(
        "head_right",
        "Head from the right",
        RIGHT,
        "head_left",
        _HEAD_SIDE,
        pose="arms_forward",
        per_metre=1900,
    ),
    View(
        "head_left",
        "Head from the left",
        LEFT,
        "head_right",
        _flip(_HEAD_SIDE),
        pose="arms_forward",
        per_metre=1900,
    ),
    *_pair("hand_palm", "palm", FRONT, (-0.50, -0.31, 0.695, 0.93), "all", 3000),
    *_pair("hand_back", "back of the hand", BACK, (0.31, 0.50, 0.695, 0.93), "all", 3000),
    *_pair("foot_sole", "sole", SOLE, (-0.20, -0.05, -0.085, 0.225), "foot", 2600),
    *_pair(
        "foot_top",
        "top of the foot",
        _tilted(FRONT, 52),
        (-0.20, -0.05, -0.18, 0.12),
        "foot",
        2600,
    ),
    *_pair(
        "foot_outer", "outer side of the foot", RIGHT, (-0.095, 0.225, -0.01, 0.22), "half", 2400
    ),
    *_pair(
        "foot_inner", "inner side of the foot", LEFT, (-0.225, 0.095, -0.01, 0.22), "half", 2400
    ),
    *_pair("arm_inner", "inner arm", LEFT, (-0.20, 0.15, 0.69, 1.38), "arm", 1200),
    *_pair("leg_inner", "inner leg", LEFT, (-0.24, 0.15, -0.01, 0.85), "leg", 1000),
    View(
        "shoulders_top",
        "Shoulders from above",
        _tilted(BACK, 42),
        "shoulders_top",
        (-0.38, 0.38, 0.80, 1.31),
        per_metre=1200,
        subject_right="right",
    ),
    View(
        "pelvis_front",
        "Front of the pelvis",
        FRONT,
        "pelvis_front",
        (-0.26, 0.26, 0.72, 1.14),
        per_metre=1500,
        subject_right="left",
    ),
    View(
        "pelvis_back",
        "Back of the pelvis",
        BACK,
        "pelvis_back",
        (-0.26, 0.26, 0.72, 1.14),
        per_metre=1500,
        subject_right="right",
    ),
)

MOUTH: Box = (-0.042, 0.118, -0.128, 0.052)
INSETS: tuple[View, ...] = (
    View("inset_mouth_right", "Inside the mouth and throat, from the right", RIGHT,
         "inset_mouth_left", MOUTH, shows="inset", per_metre=4200),
    View("inset_mouth_left", "Inside the mouth and throat, from the left", LEFT,
         "inset_mouth_right", _flip(MOUTH), shows="inset", per_metre=4200),
    View("inset_pelvic_floor", "Pelvic floor, from below", SOLE, "inset_pelvic_floor",
         (-0.092, 0.092, -0.096, 0.076), shows="inset", per_metre=4200, subject_right="left"),
)  # fmt: skip
"""Schematic drawings of what is not on the skin, from ``data/insets.yaml``."""

BY_ID = {view.id: view for view in (*VIEWS, *INSETS)}


@dataclass(frozen=True)
class Figure:
    """A view placed on a stage: its plane's origin shifted by (x, y) metres and scaled."""

    view: str
    x: float
    y: float
    scale: float = 1.0


@dataclass(frozen=True)
class Stage:
    """Figures shown together."""

    id: str
    title: str
    figures: tuple[Figure, ...]


def _row(*views: str, gap: float = 0.06, scale: float = 1.0) -> tuple[Figure, ...]:
    """Set views side by side, their boxes a gap apart on a common floor at y = 0."""
    out = []
    x = 0.0
    for name in views:
        x0, x1, y0, _ = BY_ID[name].box or (-0.49, 0.49, 0.0, 1.72)
        if name in ("right", "left"):
            x0, x1 = (-0.28, 0.72) if name == "right" else (-0.72, 0.28)
        out.append(Figure(name, x - x0 * scale, -y0 * scale, scale))
        x += (x1 - x0) * scale + gap
    return tuple(out)


def _grid(top: tuple[Figure, ...], bottom: tuple[Figure, ...], rise: float) -> tuple[Figure, ...]:
    return (*(Figure(f.view, f.x, f.y + rise, f.scale) for f in top), *bottom)


STAGES: tuple[Stage, ...] = (
    Stage("body", "Front and back", _row("front", "back", gap=0.04)),
    Stage("sides", "Sides", _row("right", "left", gap=0.0)),
    Stage(
        "head",
        "Head and neck",
        _grid(_row("head_front", "head_back"), _row("head_right", "head_left"), 0.45),
    ),
    Stage(
        "shoulders",
        "Shoulders and arms",
        _grid(_row("shoulders_top"), _row("arm_inner_right", "arm_inner_left"), 0.76),
    ),
    Stage(
        "hands",
        "Hands",
        _grid(
            _row("hand_palm_right", "hand_palm_left", gap=0.05),
            _row("hand_back_left", "hand_back_right", gap=0.05),
            0.29,
        ),
    ),
    Stage("pelvis", "Pelvis", _row("pelvis_front", "pelvis_back")),
    Stage("legs", "Inner legs", _row("leg_inner_right", "leg_inner_left")),
    Stage(
        "feet",
        "Feet",
        _row("foot_sole_right", "foot_sole_left", "foot_top_right", "foot_top_left", gap=0.04),
    ),
    Stage(
        "ankles",
        "Ankles",
        _grid(
            _row("foot_outer_right", "foot_outer_left", gap=0.04),
            _row("foot_inner_right", "foot_inner_left", gap=0.04),
            0.29,
        ),
    ),
    Stage("mouth", "Inside the mouth", _row("inset_mouth_right", "inset_mouth_left", gap=0.02)),
    Stage("pelvic_floor", "Pelvic floor", _row("inset_pelvic_floor")),
)
