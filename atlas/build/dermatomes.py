"""Dermatomes on the skin: the strokes of a nerve root as a vertex field, and as rings in a view."""

from __future__ import annotations

from typing import Any

import numpy as np

from atlas.build.muscles import cell_weights, plain, zone_field
from atlas.build.places import Places
from atlas.build.source import Floats, Ints
from atlas.build.surface import Surface
from atlas.model import Dermatome

MIDLINE = 0.001
"""Metres that a zone keeps from the midline: the two sides hardly overlap."""


def dermatome_field(places: Places, dermatome: Dermatome) -> Floats:
    """Return the signed distance to a right dermatome's border in metres, shape (n,).

    Raises
    ------
    PlaceError
        When one of its places does not resolve.
    """
    field = zone_field(places, dermatome.zone, "right")
    assert field is not None
    if dermatome.tested_at is not None:
        places.point(plain(dermatome.tested_at))  # type: ignore[arg-type]
    return np.maximum(field, places.surface.vertices[:, 0] + MIDLINE)


def dermatome_json(
    root: str, field: Floats, rings: dict[str, list[list[int]]], surface: Surface, label: Ints,
    cells: int,
) -> dict[str, Any]:  # fmt: skip
    """Return a dermatome as it is written: rings by view, and how far each cell lies in it."""
    return {
        "root": root,
        "right": {view: {"zone": drawn} for view, drawn in rings.items() if drawn},
        "cells": cell_weights(surface, label, cells, field),
    }
