"""The skin as a surface to measure and draw on: rays, shortest ways, brush strokes, fibres.

All lengths are metres, all points are in the body's frame (x to the subject's left, y up, z
forward).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import potpourri3d as pp3d
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from atlas.build.body import Body, build_body
from atlas.build.source import Floats, Ints, Source

LONGEST_EDGE = 0.010
STEP = 0.004
ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


def vertex_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Area-weighted unit normals, shape (n, 3)."""
    corner = vertices[triangles]
    face = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normal = np.zeros_like(vertices)
    for j in range(3):
        np.add.at(normal, triangles[:, j], face)
    return normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)


def _split_long_edges(vertices: Floats, triangles: Ints) -> tuple[sp.csr_matrix, Ints]:
    """Halve every edge over the limit once; returns (new vertices by old, new triangles)."""
    n = len(vertices)
    sides = np.stack([triangles, np.roll(triangles, -1, 1)], -1)
    key = np.sort(sides.reshape(-1, 2), 1)
    edges, which = np.unique(key, axis=0, return_inverse=True)
    which = which.reshape(-1, 3)
    length = np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)
    # Rounded, so that an edge and its mirror image fare alike.
    long = np.round(length, 6) > LONGEST_EDGE
    number = np.full(len(edges), -1)
    number[long] = n + np.arange(long.sum())
    middle = number[which]
    out = [triangles[(middle < 0).all(1)]]
    cut = (middle >= 0).sum(1)
    for i in range(3):
        a, b, c = triangles[:, i], triangles[:, (i + 1) % 3], triangles[:, (i + 2) % 3]
        ab, bc, ca = middle[:, i], middle[:, (i + 1) % 3], middle[:, (i + 2) % 3]
        one = (cut == 1) & (ab >= 0)
        out += [np.stack([a, ab, c], 1)[one], np.stack([ab, b, c], 1)[one]]
        two = (cut == 2) & (ca < 0)
        out += [np.stack([ab, b, bc], 1)[two]]
        to_c = np.linalg.norm(vertices[edges[which[:, i]]].mean(1) - vertices[c], axis=1)
        to_a = np.linalg.norm(vertices[edges[which[:, (i + 1) % 3]]].mean(1) - vertices[a], axis=1)
        near = np.round(to_c, 6) <= np.round(to_a, 6)
        for way, first, second in (
            (two & near, (a, ab, c), (ab, bc, c)),
            (two & ~near, (a, ab, bc), (a, bc, c)),
        ):
            out += [np.stack(first, 1)[way], np.stack(second, 1)[way]]
    three = cut == 3
    a, b, c = triangles.T
    ab, bc, ca = middle.T
    for corner in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)):
        out.append(np.stack(corner, 1)[three])
    rows = np.repeat(np.arange(long.sum()), 2)
    halves = sp.csr_matrix(
        (np.full(2 * long.sum(), 0.5), (rows, edges[long].ravel())), (long.sum(), n)
    )
    return sp.vstack([sp.eye(n), halves]).tocsr(), np.concatenate(out)


class Surface:
    """The skin of one pose.

    Attributes
    ----------
    vertices, normals : array, shape (n, 3)
    triangles : array, shape (m, 3)
    joints : dict of rig joint to position
    arm : array of bool, shape (n,)
        Vertices that the bones of an arm or hand carry.
    """

    def __init__(
        self,
        vertices: Floats,
        normals: Floats,
        triangles: Ints,
        joints: dict[str, Floats],
        arm: np.ndarray,
    ) -> None:
        self.vertices, self.normals, self.triangles = vertices, normals, triangles
        self.joints, self.arm = joints, arm

    def __len__(self) -> int:
        """Return the number of vertices."""
        return len(self.vertices)

    # ---- measures ------------------------------------------------------------------
    @cached_property
    def tree(self) -> cKDTree:
        """Nearest-vertex search."""
        return cKDTree(self.vertices)

    @cached_property
    def mirror(self) -> Ints:
        """The vertex at the mirror image of each vertex, shape (n,)."""
        return np.asarray(self.tree.query(self.vertices * [-1, 1, 1])[1])

    @cached_property
    def neighbours(self) -> sp.csr_matrix:
        """Adjacency by edges, ones."""
        t, n = self.triangles, len(self)
        edges = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
        once = sp.csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (n, n))
        return ((once + once.T) > 0).astype(float).tocsr()

    @cached_property
    def graph(self) -> sp.csr_matrix:
        """Lengths between vertices at most two edges apart, for Dijkstra distances."""
        ring = self.neighbours.astype(np.int8)
        near = sp.triu(((ring @ ring) + ring) > 0, 1).tocoo()
        length = np.linalg.norm(self.vertices[near.row] - self.vertices[near.col], axis=1)
        both = (np.r_[near.row, near.col], np.r_[near.col, near.row])
        return sp.csr_matrix((np.r_[length, length], both), (len(self), len(self)))

    @cached_property
    def vertex_areas(self) -> Floats:
        """A third of the area of the triangles round each vertex, m^2, shape (n,)."""
        corner = self.vertices[self.triangles]
        double = np.linalg.norm(
            np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
        )
        out = np.zeros(len(self))
        for j in range(3):
            np.add.at(out, self.triangles[:, j], double / 6)
        return out

    @cached_property
    def _smoother(self) -> sp.csr_matrix:
        degree = np.asarray(self.neighbours.sum(1)).ravel()
        return sp.diags(1 / np.maximum(degree, 1)) @ self.neighbours

    def smooth(self, field: Floats, times: int = 3) -> Floats:
        """Average a field with its neighbours, a few times."""
        for _ in range(times):
            field = 0.5 * field + 0.5 * (self._smoother @ field)
        return field

    # ---- points on the skin ----------------------------------------------------------
    @cached_property
    def _corners(self) -> tuple[Floats, float]:
        """First corner of each triangle, and the length of the longest edge from one."""
        corner = self.vertices[self.triangles[:, 0]]
        edges = self.vertices[self.triangles[:, 1:]] - corner[:, None]
        return corner, float(np.linalg.norm(edges, axis=2).max()) + 1e-6

    def ray(self, origin: Floats, direction: Floats, last: bool = False) -> Floats | None:
        """First (or last) point where a ray leaves the skin, or None."""
        corner, reach = self._corners
        to_corner = corner - origin
        beside = to_corner - np.outer(to_corner @ direction, direction) / (direction @ direction)
        near = self.triangles[np.einsum("ij,ij->i", beside, beside) <= reach**2]
        a = self.vertices[near[:, 0]]
        e1 = self.vertices[near[:, 1]] - a
        e2 = self.vertices[near[:, 2]] - a
        h = np.cross(direction, e2)
        det = (e1 * h).sum(1)
        usable = np.abs(det) > 1e-14
        f = np.where(usable, 1 / np.where(usable, det, 1), 0)
        q = origin - a
        u = f * (q * h).sum(1)
        r = np.cross(q, e1)
        v = f * (r @ direction)
        t = f * (e2 * r).sum(1)
        hit = usable & (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 1e-4)
        if not hit.any():
            return None
        distance = t[hit].max() if last else t[hit].min()
        return np.asarray(origin + direction * distance)

    def nearest_vertex(self, point: Floats) -> int:
        """Index of the vertex nearest to a point."""
        return int(self.tree.query(point)[1])

    # ---- shortest ways -----------------------------------------------------------------
    @cached_property
    def _ways(self) -> pp3d.EdgeFlipGeodesicSolver:
        return pp3d.EdgeFlipGeodesicSolver(self.vertices, self.triangles)

    def way(self, points: Sequence[Floats], step: float = STEP) -> Floats:
        """Shortest way over the skin through points, resampled evenly; shape (k, 3)."""
        stops: list[int] = []
        for point in points:
            vertex = self.nearest_vertex(point)
            if not stops or stops[-1] != vertex:
                stops.append(vertex)
        if len(stops) == 1:
            return self.vertices[stops]
        legs = [self._ways.find_geodesic_path(a, b) for a, b in zip(stops, stops[1:], strict=False)]
        return resample(np.concatenate(legs), step)

    def along(
        self, start: Floats, end: Floats, at: float | None, metres: float | None = None
    ) -> Floats:
        """Point at a fraction, or so many metres, of the shortest way from start to end."""
        path = self.way([start, end])
        if len(path) == 1:
            return path[0]
        length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
        goal = metres if metres is not None else (0.5 if at is None else at) * length[-1]
        if goal > length[-1] and metres is not None:
            ahead = path[-1] + (path[-1] - path[-min(4, len(path))]) / np.linalg.norm(
                path[-1] - path[-min(4, len(path))]
            ) * (goal - length[-1])
            return self.vertices[self.nearest_vertex(ahead)]
        return np.array([np.interp(goal, length, path[:, k]) for k in range(3)])

    def distance(self, sources: dict[int, float], limit: float = np.inf) -> Floats:
        """Distance over the skin from vertices that start at given values, shape (n,)."""
        n = len(self)
        low = min(sources.values())
        first = np.array(list(sources))
        start = np.array(list(sources.values())) - low + 1e-9
        fan = sp.csr_matrix((start, (np.zeros(len(first), int), first)), (1, n))
        graph = sp.bmat([[self.graph, None], [fan, sp.csr_matrix((1, 1))]], format="csr")
        found = dijkstra(graph, directed=True, indices=n, limit=limit - low)[:n]
        return np.asarray(found + low)

    # ---- strokes and muscles -------------------------------------------------------------
    def brush(
        self, strokes: Sequence[tuple[Sequence[Floats], float, float]], reach: float = 0.12
    ) -> Floats:
        """Signed distance to the border of a set of brush strokes.

        Parameters
        ----------
        strokes : sequence of (points, radius at the start, radius at the end)
            One point makes a disc.
        reach : float
            Beyond this distance outside the border the field stays at `reach`.

        Returns
        -------
        array, shape (n,)
            Metres; negative inside.
        """
        start: dict[int, float] = {}
        for points, first, last in strokes:
            path = self.way(points) if len(points) > 1 else np.atleast_2d(points[0])
            radius = np.linspace(first, last, len(path))
            gap, vertex = self.tree.query(path, k=3)
            for gaps, vertices, r in zip(gap, vertex, radius, strict=True):
                for g, v in zip(gaps, vertices, strict=True):
                    start[int(v)] = min(start.get(int(v), np.inf), g - r)
        field = self.distance(start, limit=reach)
        return self.smooth(np.minimum(field, reach))

    def fibres(self, lines: Sequence[Sequence[Floats]], count: int = 32) -> list[Floats]:
        """Shortest ways from the first line through the next to the last, evenly fanned."""

        def spread(points: Sequence[Floats]) -> Floats:
            path = (
                self.way(points) if len(points) > 1 else np.repeat(np.atleast_2d(points[0]), 2, 0)
            )
            if len(path) == 1:
                path = np.repeat(path, 2, 0)
            length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
            even = np.linspace(0, length[-1], count)
            return np.column_stack([np.interp(even, length, path[:, j]) for j in range(3)])

        fans = [spread(line) for line in lines]
        return [self.way([fan[i] for fan in fans], 0.003) for i in range(count)]

    def sheet(self, fibres: Sequence[Floats], pad: float = 0.006) -> tuple[Floats, Floats, Floats]:
        """Return a muscle as fields on the skin.

        Returns
        -------
        tuple of arrays, shape (n,)
            Signed distance to its outline in metres (negative inside), position across the
            fibres 0..1, position along them 0 (origin) to 1 (insertion).
        """
        points: list[Floats] = []
        across: list[Floats] = []
        along: list[Floats] = []
        last = max(len(fibres) - 1, 1)
        for i, (a, b) in enumerate(zip(fibres, [*fibres[1:], fibres[-1]], strict=True)):
            m = max(len(a), len(b), 2)
            even = np.linspace(0, 1, m)
            p, q = (
                np.column_stack(
                    [np.interp(even, np.linspace(0, 1, len(f)), f[:, j]) for j in range(3)]
                )
                if len(f) > 1
                else np.repeat(f, m, 0)
                for f in (a, b)
            )
            steps = max(1, int(np.ceil(np.linalg.norm(p - q, axis=1).max() / 0.004)))
            for h in range(steps):
                points.append(p + (q - p) * h / steps)
                across.append(np.full(m, (i + h / steps) / last))
                along.append(even)
        cloud, u, v = np.concatenate(points), np.concatenate(across), np.concatenate(along)
        gap, vertex = self.tree.query(cloud, k=3)
        start: dict[int, float] = {}
        for gaps, vertices in zip(gap, vertex, strict=True):
            for g, index in zip(gaps, vertices, strict=True):
                start[int(index)] = min(start.get(int(index), np.inf), g)
        outline = self.smooth(np.minimum(self.distance(start, limit=0.06), 0.06) - pad)
        near = np.flatnonzero(outline < 0.02)
        gap, sample = cKDTree(cloud).query(self.vertices[near], k=6)
        weight = 1 / (gap + 1e-4)
        weight /= weight.sum(1, keepdims=True)
        position = np.zeros((2, len(self)))
        position[0, near] = (u[sample] * weight).sum(1)
        position[1, near] = (v[sample] * weight).sum(1)
        return outline, position[0], position[1]


def resample(path: Floats, step: float) -> Floats:
    """Points every `step` metres along a polyline, ends kept."""
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    length, first = np.unique(length, return_index=True)
    even = np.linspace(0, length[-1], max(2, int(length[-1] / step) + 1))
    return np.column_stack([np.interp(even, length, path[first, j]) for j in range(3)])


def build_surfaces(source: Source | None = None) -> dict[str, Surface]:
    """Build the skin in both poses, with the same vertices in the same order."""
    source = source or Source()
    bodies: dict[str, Body] = {
        "anatomical": build_body(source, "anatomical"),
        "arms_forward": build_body(source, "arms_forward"),
    }
    triangles = bodies["anatomical"].triangles
    vertices = bodies["anatomical"].vertices
    refine: sp.csr_matrix = sp.eye(len(vertices)).tocsr()
    for _ in range(2):
        split, triangles = _split_long_edges(refine @ vertices, triangles)
        refine = split @ refine
    out = {}
    for pose, body in bodies.items():
        normals = refine @ vertex_normals(body.vertices, body.triangles)
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        arm = np.array([name.startswith(ARM_BONES) for name in body.bone])
        carried = refine @ arm.astype(float) > 0.5
        out[pose] = Surface(refine @ body.vertices, normals, triangles, body.joints, carried)
    return out
