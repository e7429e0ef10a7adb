"""Which view shows something best: what is marked, or a pattern of pain."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np

from atlas.built import Built
from atlas.views import STAGES, Stage

HIDDEN = 0.45
"""Below this share of what could be seen, another view is offered."""
BETTER = 1.6
"""And only one that shows at least this many times more."""


def stages_of(built: Built) -> tuple[Stage, ...]:
    """Return the stages whose views are all built."""
    views = built.manifest["views"]
    return tuple(stage for stage in STAGES if all(one.view in views for one in stage.figures))


def inset_stage(built: Built, muscle: str) -> str | None:
    """Return the stage of the inset that shows a muscle's internal points; None without one."""
    inside = set(built.manifest["muscles"].get(muscle, {}).get("insets", ()))
    for stage in stages_of(built):
        if inside & {figure.view for figure in stage.figures}:
            return stage.id
    return None


def better_stage(built: Built, cells: Collection[int], now: str) -> str | None:
    """Return the stage that shows cells clearly better than the one that is looked at.

    Parameters
    ----------
    built : Built
    cells : collection of int
        Numbers of cells.
    now : str
        Id of the stage that is looked at.

    Returns
    -------
    str or None
        None where the present stage will do.
    """
    index = [cell for cell in cells if 0 <= cell < len(built.map)]
    if not index:
        return None
    whole = float(built.map.cm2[index].sum())
    shown = {stage.id: _shown(built, stage, index) for stage in stages_of(built)}
    here = shown.get(now, 0.0)
    if not shown or here >= HIDDEN * whole:
        return None
    best = max(shown, key=lambda stage: shown[stage])
    return best if best != now and shown[best] > BETTER * here else None


def _shown(built: Built, stage: Stage, index: list[int]) -> float:
    """Visible cm^2 of cells in the view of a stage that shows each of them best."""
    seen: Iterable[np.ndarray] = (built.visible[one.view][index] for one in stage.figures)
    return float(np.max(list(seen), axis=0).sum())
