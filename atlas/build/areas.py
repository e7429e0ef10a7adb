"""Grow the areas from their landmarks until they part the whole skin between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra

from atlas.build.places import Places
from atlas.build.source import Floats, Ints
from atlas.build.surface import Surface


def grow(places: Places, areas: Sequence[Mapping[str, Any]]) -> Ints:
    """Give every vertex to the area whose seeds are nearest over the skin.

    Parameters
    ----------
    places : Places
        On the surface to be parted.
    areas : sequence of mappings
        As in ``data/areas.yaml``; those with ``inner`` are passed over.

    Returns
    -------
    array of int, shape (n,)
        Index into `areas` of each vertex; the same for a vertex and its mirror image.
    """
    surface = places.surface
    n = len(surface)
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    skin = [k for k, area in enumerate(areas) if not area.get("inner")]
    for node, k in enumerate(skin):
        area = areas[k]
        head_start = 0.2 - area.get("reach", 0) / 100
        for seed in area["grows_from"]:
            line = seed if isinstance(seed, list | tuple) else [seed]
            path = surface.way(places.line(line))
            gap, vertex = surface.tree.query(path)
            rows += [n + node] * len(path)
            columns += vertex.tolist()
            values += (gap + head_start).tolist()
    graph = sp.coo_matrix(surface.graph)
    stacked = sp.csr_matrix(
        (
            np.r_[graph.data, values],
            (np.r_[graph.row, rows], np.r_[graph.col, columns]),
        ),
        shape=(n + len(skin), n + len(skin)),
    )
    _, _, nearest = dijkstra(
        stacked,
        directed=True,
        indices=np.arange(n, n + len(skin)),
        min_only=True,
        return_predecessors=True,
    )
    label = np.asarray(skin)[np.clip(nearest[:n] - n, 0, len(skin) - 1)]
    left = surface.vertices[:, 0] > 1e-6
    label[left] = label[surface.mirror[left]]
    return np.asarray(label)


def exterior(surface: Surface, seen_by: Sequence[Ints]) -> np.ndarray:
    """Vertices on the outside: those of triangles that some camera has seen."""
    outside = np.zeros(len(surface), bool)
    for triangle in seen_by:
        outside[surface.triangles[np.unique(triangle[triangle >= 0])]] = True
    return outside


def areas_cm2(surface: Surface, label: Ints, count: int) -> Floats:
    """Size of each label's skin in cm^2, both sides together, shape (count,)."""
    return np.asarray(np.bincount(label, surface.vertex_areas, count) * 1e4, float)
