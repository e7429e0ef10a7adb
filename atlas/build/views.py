"""What the build keeps of a view: its pictures, its silhouette, its cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon

from atlas.build import outlines
from atlas.build.cells import Cells
from atlas.build.pictures import Plate
from atlas.build.shots import Shot, shoot
from atlas.build.source import Ints
from atlas.build.surface import Surface
from atlas.views import View

SUPERSAMPLE = 2


@dataclass(frozen=True)
class BuiltView:
    """A view, rendered.

    Attributes
    ----------
    shot : Shot
        Buffers at the picture's resolution, for vectors.
    plate : Plate
        Buffers at twice that, for pictures.
    border : MultiPolygon
        The silhouette, metres.
    """

    shot: Shot
    plate: Plate
    border: MultiPolygon


def build_view(view: View, surfaces: dict[str, Surface]) -> BuiltView:
    """Render a view for pictures and for vectors."""
    fine = shoot(view, surfaces, SUPERSAMPLE)
    shot = shoot(view, surfaces, 1.0)
    return BuiltView(
        shot,
        Plate(fine.surface, fine.buffers, fine.camera, SUPERSAMPLE),
        outlines.silhouette(shot.buffers, shot.camera),
    )


def pixel_labels(shot: Shot, label: Ints) -> Ints:
    """Label of the nearest corner of the triangle each pixel sees; -1 where nothing is."""
    inside = shot.buffers.inside
    corner = shot.buffers.weights.argmax(-1)[inside]
    out = np.full(inside.shape, -1)
    out[inside] = label[shot.surface.triangles[shot.buffers.triangle[inside], corner]]
    return out


def view_geometry(built: BuiltView, cells: Cells) -> dict[str, Any]:
    """Return the view's JSON: box, silhouette, cell rings, visible size of each cell in cm^2."""
    camera = built.shot.camera
    seen = pixel_labels(built.shot, cells.label)
    shapes = outlines.cells(seen, camera, built.border)
    pixel_cm2 = (100 / camera.per_metre) ** 2
    count = np.bincount(seen[seen >= 0], minlength=len(cells))
    return {
        "view": built.shot.view.id,
        "box": [round(v / outlines.UNIT) for v in camera.box],
        "silhouette": outlines.rings(built.border),
        "cells": {str(k): outlines.rings(shape) for k, shape in shapes.items()},
        "visible": {str(k): round(float(count[k]) * pixel_cm2, 1) for k in shapes},
    }
