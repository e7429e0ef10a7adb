"""How long the list takes to rank: for the catalogue, and for one ten times as large."""

import random
import time
from statistics import median
from types import SimpleNamespace
from typing import Any

import numpy as np

from atlas.built import Built, Field
from atlas.catalogue import Catalogue
from atlas.drawing import PainDrawing
from atlas.matching import PatternIndex

PLACES = 4
DRAWINGS = 40


def enlarged(catalogue: Catalogue, built: Built, times: int) -> tuple[Any, Any]:
    """Return a stand-in for both, `times` as large: each copy has its patterns elsewhere."""
    dice = np.random.default_rng(0)
    points: dict[str, Any] = {}
    muscles: dict[str, Any] = {}
    fields: dict[tuple[str, str], Field] = {}
    for copy in range(times):
        moved = dice.permutation(len(built.map)) if copy else np.arange(len(built.map))
        for each in catalogue.muscles.values():
            name = f"{each.id}~{copy}"
            muscles[name] = SimpleNamespace(id=name, reported=each.reported)
        for name, entry in catalogue.points.items():
            points[f"{name}~{copy}"] = SimpleNamespace(
                muscle=SimpleNamespace(id=f"{entry.muscle.id}~{copy}"),
                part=SimpleNamespace(id=f"{entry.part.id}~{copy}"),
            )
        for (name, side), field in built.fields.items():
            fields[f"{name}~{copy}", side] = Field(field.essential[moved], field.spillover[moved])
    return SimpleNamespace(points=points, muscles=muscles), SimpleNamespace(
        map=built.map, fields=fields
    )


def rank_ms(catalogue: Any, built: Any) -> tuple[int, float]:
    """Return how many patterns there are, and the median of ranking a drawing of four places."""
    index = PatternIndex(catalogue, built)
    body, dice, spent = built.map, random.Random(1), []
    areas = sorted(set(zip(body.area, body.side, strict=True)))
    for _ in range(DRAWINGS):
        cells = [
            c for area, side in dice.sample(areas, PLACES) for c in body.cells_of(area, side)[:4]
        ]
        places = PainDrawing().mark(cells).places(body)
        before = time.perf_counter()
        index.rank(places)
        spent.append(1000 * (time.perf_counter() - before))
    return len(index.points), median(spent)
