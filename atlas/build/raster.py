"""An orthographic z-buffer in plain numpy: which triangle, where in it, how far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from atlas.build.source import Floats, Ints

_AT_ONCE = 40_000


@dataclass(frozen=True)
class Camera:
    """An orthographic camera.

    Attributes
    ----------
    axes : array, shape (3, 3)
        Rows: to the viewer's right, up, towards the viewer.
    box : (x0, x1, y0, y1)
        What is seen, metres in the plane of the first two axes.
    per_metre : float
        Pixels a metre.
    """

    axes: Floats
    box: tuple[float, float, float, float]
    per_metre: float

    @property
    def width(self) -> int:
        """Pixels across."""
        return int(np.ceil((self.box[1] - self.box[0]) * self.per_metre))

    @property
    def height(self) -> int:
        """Pixels down."""
        return int(np.ceil((self.box[3] - self.box[2]) * self.per_metre))

    def plane(self, points: Floats) -> Floats:
        """Metres right, up and towards the viewer, shape (n, 3)."""
        return points @ self.axes.T

    def pixels(self, points: Floats) -> Floats:
        """Column, row (down) and depth towards the viewer, shape (n, 3)."""
        p = self.plane(points)
        return np.column_stack(
            [
                (p[:, 0] - self.box[0]) * self.per_metre,
                (self.box[3] - p[:, 1]) * self.per_metre,
                p[:, 2],
            ]
        )


@dataclass(frozen=True)
class Buffers:
    """What each pixel sees.

    Attributes
    ----------
    triangle : array of int, shape (height, width)
        -1 where nothing is.
    weights : array, shape (height, width, 3)
        Barycentric coordinates in that triangle.
    depth : array, shape (height, width)
        Metres towards the viewer, -inf where nothing is.
    """

    triangle: Ints
    weights: np.ndarray
    depth: Floats

    @property
    def inside(self) -> np.ndarray:
        """Where the body is."""
        return self.triangle >= 0

    def crop(self, rows: slice, columns: slice) -> Buffers:
        """Return a window of the buffers."""
        window = (rows, columns)
        return Buffers(self.triangle[window], self.weights[window], self.depth[window])

    def interpolate(self, triangles: Ints, field: Floats, fill: float = np.nan) -> Floats:
        """Return a field on vertices, shape (n,) or (n, k), as one on pixels."""
        inside = self.inside
        out = np.full(self.triangle.shape + field.shape[1:], fill)
        corner = triangles[self.triangle[inside]]
        weight = self.weights[inside]
        out[inside] = (field[corner] * (weight[..., None] if field.ndim > 1 else weight)).sum(1)
        return out


def rasterise(
    vertices: Floats, triangles: Ints, camera: Camera, keep: np.ndarray | None = None
) -> Buffers:
    """Draw the triangles that face the camera (those in `keep` only, if given)."""
    points = camera.pixels(vertices)
    w, h = camera.width, camera.height
    ids = np.arange(len(triangles)) if keep is None else np.flatnonzero(keep)
    a, b, c = (points[triangles[ids, j]] for j in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])

    def bound(axis: int, size: int) -> tuple[Ints, Ints]:
        stack = np.stack([a[:, axis], b[:, axis], c[:, axis]])
        low = np.floor(stack.min(0) - 0.5).astype(int).clip(0, size)
        return low, np.ceil(stack.max(0) + 0.5).astype(int).clip(0, size)

    x0, x1 = bound(0, w)
    y0, y1 = bound(1, h)
    seen = (area < -1e-9) & (x1 > x0) & (y1 > y0)
    ids, a, b, c, area, x0, x1, y0, y1 = (q[seen] for q in (ids, a, b, c, area, x0, x1, y0, y1))
    depth = np.full(w * h, -np.inf)
    triangle = np.full(w * h, -1)
    weights = np.zeros((w * h, 3), np.float32)
    for first in range(0, len(ids), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        pa, pb, pc, pixels_across = a[part], b[part], c[part], x1[part] - x0[part]
        count = pixels_across * (y1[part] - y0[part])
        r = np.repeat(np.arange(len(count)), count)
        k = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        px = x0[part][r] + k % pixels_across[r]
        py = y0[part][r] + k // pixels_across[r]
        x, y, size = px + 0.5, py + 0.5, area[part][r]
        l1 = (
            (x - pa[r, 0]) * (pc[r, 1] - pa[r, 1]) - (y - pa[r, 1]) * (pc[r, 0] - pa[r, 0])
        ) / size
        l2 = (
            (pb[r, 0] - pa[r, 0]) * (y - pa[r, 1]) - (pb[r, 1] - pa[r, 1]) * (x - pa[r, 0])
        ) / size
        l0 = 1 - l1 - l2
        hit = (l0 >= -1e-6) & (l1 >= -1e-6) & (l2 >= -1e-6)
        r, px, py, l0, l1, l2 = (q[hit] for q in (r, px, py, l0, l1, l2))
        z = l0 * pa[r, 2] + l1 * pb[r, 2] + l2 * pc[r, 2]
        pixel = py * w + px
        order = np.lexsort((z, pixel))
        pixel, z, r, l0, l1, l2 = (q[order] for q in (pixel, z, r, l0, l1, l2))
        nearest = np.r_[pixel[1:] != pixel[:-1], True]
        pixel, z, r, l0, l1, l2 = (q[nearest] for q in (pixel, z, r, l0, l1, l2))
        nearer = z > depth[pixel]
        pixel, z, r = pixel[nearer], z[nearer], r[nearer]
        depth[pixel] = z
        triangle[pixel] = ids[part][r]
        weights[pixel] = np.column_stack([l0[nearer], l1[nearer], l2[nearer]])
    return Buffers(triangle.reshape(h, w), weights.reshape(h, w, 3), depth.reshape(h, w))
