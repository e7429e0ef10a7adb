"""What else can feel like the chosen muscle, as a layer: nerve roots, joints, organs, vessels."""

from typing import Any

from atlas.model import LookAlike, Muscle
from components.session import SIDES, Atlas, Visit

SIDES_DRAWN = {"left": ("left",), "right": ("right",), "both": ("right", "left")}


def drawable(atlas: Atlas, muscle: Muscle) -> list[int]:
    """Numbers of the look-alikes that can be drawn."""
    return [
        number
        for number, one in enumerate(muscle.look_alikes)
        if _roots_drawn(atlas, one) or one.zone in atlas.catalogue.zones
    ]


def layers(atlas: Atlas, now: Visit) -> dict[str, Any]:
    """What the map draws of the look-alike that is switched on.

    ``roots``: root, geometry and side of each nerve root. ``felt``: numbers of the cells in which
    pain from a joint, an organ or a vessel is commonly felt, and ``felt_name``.
    """
    one = switched_on(atlas, now)
    if one is None or now.chosen is None:
        return {}
    side = now.chosen.side if now.chosen.side in ("right", "left") else "right"
    out: dict[str, Any] = {}
    drawn = atlas.built.manifest.get("dermatomes", {})
    sides = SIDES_DRAWN.get(one.laterality, (side,))
    if roots := [
        [root, drawn[root]["geometry"], at] for root in _roots_drawn(atlas, one) for at in sides
    ]:
        out["roots"] = roots
    if (zone := atlas.catalogue.zones.get(one.zone or "")) is not None:
        at = {*SIDES_DRAWN.get(zone.laterality, (side,)), "middle"}
        areas, body = atlas.catalogue.areas_in(zone.areas), atlas.built.map
        where = [each for each in SIDES if each in at]
        out["felt"] = sorted(
            {cell for area in areas for each in where for cell in body.cells_of(area, each)}
        )
        out["felt_name"] = zone.name
    return out


def switched_on(atlas: Atlas, now: Visit) -> LookAlike | None:
    """The look-alike that is drawn beside the chosen muscle."""
    if now.chosen is None or now.alike is None or now.alike[0] != now.chosen.muscle:
        return None
    alike = atlas.catalogue.muscles[now.chosen.muscle].look_alikes
    return alike[now.alike[1]] if 0 <= now.alike[1] < len(alike) else None


def switch(now: Visit, muscle: str, number: int) -> None:
    """Show one, or hide it when it is shown."""
    now.alike = None if now.alike == (muscle, number) else (muscle, number)


def _roots_drawn(atlas: Atlas, one: LookAlike) -> list[str]:
    drawn = atlas.built.manifest.get("dermatomes", {})
    return [root for root in one.roots if root in drawn]
