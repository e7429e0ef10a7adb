"""The cells: some 1,800 small symmetric patches of skin, each inside one area.

A click marks a cell. The set is made once, committed as ``data/cells-1.npz`` and not made anew
when the build changes: a new set needs a new number and a mapping from the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from atlas.build.source import Floats, Ints
from atlas.build.surface import Surface
from atlas.paths import DATA

SET = "cells-1"
PATH = DATA / f"{SET}.npz"

WIDTH = {
    # Wanted width of a cell in metres, by the joint nearest to the skin there.
    ("neck",): 0.034,
    ("head", "jaw", "special", "oris", "levator", "risorius", "orbicularis", "oculi", "eye"): 0.026,
    ("temporalis", "tongue"): 0.026,
    ("upperarm", "lowerarm", "shoulder", "clavicle"): 0.046,
    ("wrist", "metacarpal"): 0.019,
    ("finger",): 0.015,
    ("foot",): 0.025,
    ("toe",): 0.014,
    ("lowerleg",): 0.046,
    ("upperleg",): 0.056,
}
TRUNK_WIDTH = 0.058
ROUNDS = 5


@dataclass(frozen=True)
class Cells:
    """A set of cells.

    Attributes
    ----------
    label : array of int, shape (n,)
        Cell of each vertex; -1 inside the body.
    mirror : array of int, shape (k,)
        The mirror image of each cell.
    area : array of int, shape (k,)
        Area of each cell.
    side : array of str, shape (k,)
        "right", "left" or "middle".
    """

    label: Ints
    mirror: Ints
    area: Ints
    side: np.ndarray

    def __len__(self) -> int:
        """Return the number of cells."""
        return len(self.mirror)

    @property
    def ids(self) -> list[str]:
        """Public ids: c0001, c0002 and so on."""
        return [f"c{k + 1:04d}" for k in range(len(self))]


def wanted_width(surface: Surface) -> Floats:
    """Wanted width of a cell at each vertex in metres, shape (n,)."""
    names = list(surface.joints)
    nearest = cKDTree(np.array([surface.joints[n] for n in names])).query(surface.vertices)[1]
    width_of = []
    for name in names:
        found = [w for stems, w in WIDTH.items() if name.startswith(stems)]
        width_of.append(found[0] if found else TRUNK_WIDTH)
    return surface.smooth(np.array(width_of)[nearest], 25)


def make(surface: Surface, area: Ints, middle: np.ndarray, outside: np.ndarray) -> Cells:
    """Make a set of cells inside the areas.

    Parameters
    ----------
    area : array of int, shape (n,)
        Area of each vertex, symmetric.
    middle : array of bool
        Whether an area lies across the midline.
    outside : array of bool, shape (n,)
        Vertices on the outside of the body.
    """
    rng = np.random.default_rng(1)
    width = wanted_width(surface)
    mirror = surface.mirror
    outside = outside | outside[mirror]
    x = surface.vertices[:, 0]
    half = np.where(middle[area], 0, np.where(x <= 1e-6, -1, 1))
    region = area * 3 + half + 1
    graph = sp.coo_matrix(surface.graph)
    within = (region[graph.row] == region[graph.col]) & outside[graph.row] & outside[graph.col]
    row, column = graph.row[within], graph.col[within]
    scaled = graph.data[within] * 2 / (width[row] + width[column])
    graph_in = sp.csr_matrix((scaled, (row, column)), surface.graph.shape)

    candidates = np.flatnonzero(outside & (x <= 1e-6))
    seeds: list[int] = []
    taken = np.zeros(len(surface), bool)
    for v in rng.permutation(candidates):
        if taken[v]:
            continue
        seeds.append(int(v))
        near = np.array(surface.tree.query_ball_point(surface.vertices[v], width[v] * 0.85))
        taken[near[region[near] == region[v]]] = True
    chosen = np.array(sorted(seeds))
    for turn in range(ROUNDS):
        every = np.unique(np.r_[chosen, mirror[chosen]])
        _, _, nearest = dijkstra(
            graph_in, directed=True, indices=every, min_only=True, return_predecessors=True
        )
        if turn == ROUNDS - 1:
            break
        moved = []
        for v in chosen:
            member = np.flatnonzero(nearest == v)
            if not len(member):
                continue
            centre = np.average(
                surface.vertices[member], axis=0, weights=surface.vertex_areas[member]
            )
            if middle[area[v]] and abs(x[v]) < 0.3 * width[v]:
                centre[0] = 0
            member = member[x[member] <= 1e-6]
            gap = ((surface.vertices[member] - centre) ** 2).sum(1)
            moved.append(int(member[gap.argmin()]))
        chosen = np.unique(moved)
    # Outside vertices cut off from every seed go to the nearest vertex that has one.
    lost = outside & (nearest < 0)
    if lost.any():
        kept = np.flatnonzero(outside & (nearest >= 0))
        found = cKDTree(surface.vertices[kept]).query(surface.vertices[lost])[1]
        nearest[lost] = nearest[kept[found]]
    # From head to foot, right before left, so that ids read along the body.
    order = every[np.lexsort((surface.vertices[every, 0], -surface.vertices[every, 1].round(3)))]
    number = np.full(len(surface), -1)
    number[order] = np.arange(len(order))
    label = np.where(outside, number[np.clip(nearest, 0, None)], -1)
    left = x > 1e-6
    partner = number[mirror[order]]
    label[left] = np.where(label[mirror[left]] >= 0, partner[label[mirror[left]]], -1)
    side = np.where(
        partner == np.arange(len(order)), "middle", np.where(x[order] < 0, "right", "left")
    )
    return Cells(label, partner, area[order], side)


LEAST_SEEN = 0.3


def merge_hidden(cells: Cells, surface: Surface, shown: list[Floats]) -> Cells:
    """Join every cell that no view shows well to its nearest neighbour in the same area and side.

    Parameters
    ----------
    shown : list of arrays, shape (n,)
        For each view, how much of the skin round each vertex is seen in it, m^2.
    """
    label = cells.label.copy()
    count = len(cells)
    while True:
        skin = label >= 0
        size = np.bincount(label[skin], surface.vertex_areas[skin], count)
        best = np.zeros(count)
        for m2 in shown:
            seen = np.bincount(label[skin], m2[skin], count)
            best = np.maximum(best, seen / np.maximum(size, 1e-12))
        best = np.maximum(best, best[cells.mirror])
        centre = np.stack(
            [
                np.bincount(
                    label[skin], (surface.vertex_areas * surface.vertices[:, axis])[skin], count
                )
                / np.maximum(size, 1e-12)
                for axis in range(3)
            ],
            1,
        )
        alive = size > 0
        worst = [k for k in np.argsort(best) if alive[k] and best[k] < LEAST_SEEN]
        joined = None
        for k in worst:
            kin = alive & (cells.area == cells.area[k]) & (cells.side == cells.side[k])
            kin[k] = False
            others = np.flatnonzero(kin)
            if len(others):
                into = others[((centre[others] - centre[k]) ** 2).sum(1).argmin()]
                joined = (int(k), int(into))
                break
        if joined is None:
            break
        gone, into = joined
        pairs = {gone: into, int(cells.mirror[gone]): int(cells.mirror[into])}
        for old, new in pairs.items():
            label[label == old] = new
    kept = np.unique(label[label >= 0])
    number = np.full(count, -1)
    number[kept] = np.arange(len(kept))
    return Cells(
        np.where(label >= 0, number[np.clip(label, 0, None)], -1),
        number[cells.mirror[kept]],
        cells.area[kept],
        cells.side[kept],
    )


def save(cells: Cells, area_ids: list[str], path: Path = PATH) -> None:
    """Write a set with the ids of its areas."""
    np.savez_compressed(
        path,
        label=cells.label.astype(np.int16),
        mirror=cells.mirror.astype(np.int16),
        area=np.array(area_ids)[cells.area],
        side=cells.side,
    )


def load(area_ids: list[str], path: Path = PATH) -> Cells:
    """Read the committed set.

    Raises
    ------
    ValueError
        When one of its areas is not among `area_ids`.
    """
    with np.load(path) as file:
        names = file["area"].tolist()
        missing = sorted(set(names) - set(area_ids))
        if missing:
            raise ValueError(f"{path.name} has cells of unknown areas: {', '.join(missing)}")
        index = {name: k for k, name in enumerate(area_ids)}
        return Cells(
            file["label"].astype(int),
            file["mirror"].astype(int),
            np.array([index[name] for name in names]),
            file["side"],
        )
