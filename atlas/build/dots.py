"""Stipple: evenly spread points on the skin, from which every spillover zone takes its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from atlas.build.cells import wanted_width
from atlas.build.source import Floats, Ints
from atlas.build.surface import Surface

SHARE_OF_CELL = 0.15
CANDIDATES = 260_000


@dataclass(frozen=True)
class Dots:
    """Points on the skin that keep a distance from each other.

    Attributes
    ----------
    triangle : array of int, shape (n,)
    weights : array, shape (n, 3)
        Barycentric, so that the points follow the skin into another pose.
    rank : array, shape (n,)
        0..1: a zone thins its dots towards its border by leaving out high ranks.
    mirror : array of int, shape (n,)
        The mirror image of each point.
    """

    triangle: Ints
    weights: Floats
    rank: Floats

    def on(self, surface: Surface) -> Floats:
        """Positions on a pose, shape (n, 3)."""
        return (surface.vertices[surface.triangles[self.triangle]] * self.weights[..., None]).sum(1)

    def field(self, surface: Surface, field: Floats) -> Floats:
        """Value of a vertex field at each dot, shape (n,)."""
        return (field[surface.triangles[self.triangle]] * self.weights).sum(1)


def spread(surface: Surface, outside: np.ndarray) -> Dots:
    """Spread dots over the outside of the body, by dart throwing; a fixed seed."""
    rng = np.random.default_rng(3)
    corner = surface.vertices[surface.triangles]
    area = np.linalg.norm(
        np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1
    )
    area *= outside[surface.triangles].all(1)
    triangle = rng.choice(len(area), CANDIDATES, p=area / area.sum())
    weights = rng.dirichlet([1, 1, 1], CANDIDATES)
    point = (corner[triangle] * weights[..., None]).sum(1)
    width = wanted_width(surface)[surface.triangles[triangle, 0]]
    gap = np.clip(SHARE_OF_CELL * width, 0.0030, 0.0088)
    tree = cKDTree(point)
    taken = np.zeros(CANDIDATES, bool)
    kept = []
    for k in range(CANDIDATES):
        if taken[k]:
            continue
        kept.append(k)
        taken[tree.query_ball_point(point[k], gap[k])] = True
    index = np.array(kept)
    return Dots(triangle[index], weights[index], rng.random(len(index)))
