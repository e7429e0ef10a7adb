"""A view of the built body: its camera, its clip and its pixel buffers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atlas.build.raster import Buffers, Camera, rasterise
from atlas.build.surface import Surface
from atlas.views import View

MARGIN = 0.02
HALF_EPSILON = 1e-4
CROTCH = 0.83


def clip(surface: Surface, anatomical: Surface, shows: str) -> np.ndarray | None:
    """Which triangles a view draws, by the name of its clip; None for all."""
    if shows.startswith("all"):
        return None
    kind, side = shows.rsplit("_", 1)
    sign = -1.0 if side == "right" else 1.0
    corner = anatomical.vertices[surface.triangles]
    y = corner[:, :, 1]
    on_side = (corner[:, :, 0] * sign).min(1) > -HALF_EPSILON
    match kind:
        case "half":
            return on_side & (y.max(1) < 0.90)
        case "leg":
            arm = anatomical.arm[surface.triangles].any(1)
            return on_side & (y.max(1) < CROTCH) & ~arm
        case "foot":
            return on_side & (y.max(1) < 0.16)
        case "arm":
            return on_side & anatomical.arm[surface.triangles].all(1)
    raise ValueError(f"unknown clip {shows!r}")


def camera(view: View, surface: Surface, per_metre: float | None = None) -> Camera:
    """Return the camera of a view, fitted to the body where the view has no box."""
    axes = np.array(view.axes, float)
    box = view.box
    if box is None:
        plane = surface.vertices @ axes.T
        low, high = plane.min(0) - MARGIN, plane.max(0) + MARGIN
        box = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    return Camera(axes, box, per_metre or view.per_metre)


@dataclass(frozen=True)
class Shot:
    """A view, drawn."""

    view: View
    surface: Surface
    camera: Camera
    buffers: Buffers


def shoot(view: View, surfaces: dict[str, Surface], supersample: float = 1.0) -> Shot:
    """Rasterise a view at `supersample` times its picture's resolution."""
    surface = surfaces[view.pose]
    shot_camera = camera(view, surface, view.per_metre * supersample)
    keep = clip(surface, surfaces["anatomical"], view.shows)
    buffers = rasterise(surface.vertices, surface.triangles, shot_camera, keep)
    return Shot(view, surface, shot_camera, buffers)
