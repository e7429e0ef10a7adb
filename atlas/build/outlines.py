"""From pixels to polygons: silhouettes, cells and zones as smooth rings in the view's plane.

Rings come out as flat lists of integers, 0.1 mm, x to the viewer's right and y up.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from shapely import make_valid
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from skimage import measure

from atlas.build.raster import Buffers, Camera
from atlas.build.source import Floats, Ints

UNIT = 1e-4
SMALLEST = 8e-6
Ring = list[int]


def _polygons(geometry: BaseGeometry, smallest: float) -> MultiPolygon:
    parts = getattr(geometry, "geoms", [geometry])
    return MultiPolygon(
        [p for p in parts if isinstance(p, Polygon) and p.area > smallest and not p.is_empty]
    )


def _contours(
    level_set: Floats, camera: Camera, row: float, column: float, smallest: float
) -> MultiPolygon:
    """Polygons where a padded pixel field is positive; holes by even-odd."""
    shape: BaseGeometry | None = None
    rings: list[BaseGeometry] = []
    for contour in measure.find_contours(level_set, 0.0):
        if len(contour) < 6:
            continue
        x = camera.box[0] + (contour[:, 1] + column) / camera.per_metre
        y = camera.box[3] - (contour[:, 0] + row) / camera.per_metre
        outline = Polygon(np.column_stack([x, y]))
        rings.append(outline if outline.is_valid else make_valid(outline))
    rings.sort(key=lambda ring: -ring.area)
    for ring in rings:
        shape = ring if shape is None else shape.symmetric_difference(ring)
    return MultiPolygon() if shape is None else _polygons(shape, smallest)


def silhouette(buffers: Buffers, camera: Camera, tolerance: float = 0.0006) -> MultiPolygon:
    """Return the outline of the body in a view."""
    field = ndimage.gaussian_filter(
        np.pad(np.where(buffers.inside, 1.0, -1.0), 2, constant_values=-1), 0.8
    )
    shape = _contours(field, camera, -1.5, -1.5, 2e-5)
    return _polygons(shape.simplify(tolerance), 2e-5)


def zone(
    field: Floats, inside: np.ndarray, camera: Camera, row: int, column: int,
    border: BaseGeometry, rounding: float = 0.0012, tolerance: float = 0.0006,
) -> MultiPolygon:  # fmt: skip
    """Return where a pixel field is negative, smoothed, cut by the silhouette.

    Parameters
    ----------
    field : array, shape (h, w)
        Signed distance in metres in a window of the view; anything where the body is not.
    inside : array of bool, shape (h, w)
    row, column : int
        The window's place in the view.
    rounding : float
        Radius in metres by which corners are opened and closed.
    """
    if not (field[inside] < 0).any():
        return MultiPolygon()
    index = ndimage.distance_transform_edt(~inside, return_distances=False, return_indices=True)
    spread = ndimage.gaussian_filter(-field[tuple(index)], 1.0)
    shape = _contours(np.pad(spread, 2, constant_values=-0.5), camera, row - 1.5, column - 1.5, 0.0)
    cut = make_valid(shape).intersection(border)
    smooth = cut.buffer(rounding).buffer(-2 * rounding).buffer(rounding).simplify(tolerance)
    return _polygons(smooth, SMALLEST)


def cells(
    label: Ints, camera: Camera, border: BaseGeometry, smooth: float = 0.0024
) -> dict[int, MultiPolygon]:
    """Return gap-free smooth polygons of a pixel picture of cell numbers (-1: none)."""
    sigma = max(1.0, smooth * camera.per_metre)
    best, second = np.zeros(label.shape), np.zeros(label.shape)
    winner = np.full(label.shape, -1)
    kept: dict[int, tuple[tuple[slice, slice], Floats]] = {}
    pad = int(4 * sigma) + 2
    for k, window in enumerate(ndimage.find_objects(label + 1)):
        if window is None:
            continue
        rows, columns = (slice(max(w.start - pad, 0), w.stop + pad) for w in window)
        here = (rows, columns)
        weight = ndimage.gaussian_filter((label[here] == k).astype(float), sigma)
        kept[k] = (here, weight)
        top, next_top, who = best[here], second[here], winner[here]
        wins = weight > top
        next_top[wins] = top[wins]
        who[wins] = k
        top[wins] = weight[wins]
        runner_up = ~wins & (weight > next_top)
        next_top[runner_up] = weight[runner_up]
    out = {}
    for k, ((rows, columns), weight) in kept.items():
        rival = np.where(winner[rows, columns] == k, second[rows, columns], best[rows, columns])
        shape = _contours(
            np.pad(weight - rival - 1e-3, 1, constant_values=-0.1),
            camera, rows.start - 0.5, columns.start - 0.5, 0.0,
        )  # fmt: skip
        if shape.is_empty:
            continue
        cut = _polygons(
            make_valid(shape).intersection(border).simplify(0.35 / camera.per_metre + 0.0003),
            SMALLEST / 2,
        )
        if not cut.is_empty:
            out[k] = cut
    return out


def rings(shape: MultiPolygon) -> list[Ring]:
    """Flat integer rings of a shape, outer rings and holes alike (draw even-odd)."""
    out: list[Ring] = []
    for polygon in shape.geoms:
        for ring in (polygon.exterior, *polygon.interiors):
            points = np.round(np.asarray(ring.coords)[:-1] / UNIT).astype(int)
            keep = np.r_[True, (np.diff(points, axis=0) != 0).any(1)]
            if keep.sum() >= 3:
                out.append(points[keep].ravel().tolist())
    return out
