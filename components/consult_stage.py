"""The stage of a consult: the large figure, the command box over it, and what they send."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from atlas.clinic_note import letter_of
from atlas.matching import Candidate
from atlas.offers import better_stage
from atlas.session_file import Pinned
from components import session
from components.body_map import LOADER, common, layer, map_data
from components.sending import sendable
from components.session import Atlas, Chosen, Visit

STYLE = Path(__file__).with_name("consult.css")
MOST_STRUCTURES = 4
MOST_BESIDE = 4
OTHER_SIDE = {"right": "left", "left": "right"}

_stage = st.components.v2.component(
    "atlas_stage", html='<div class="tp-stage"></div>', js=LOADER, isolate_styles=False
)
_command = st.components.v2.component(
    "atlas_command", html='<div class="tp-command"></div>', js=LOADER, isolate_styles=False
)


def style() -> None:
    """The sheet of this page alone: no header, the figure as large as the screen allows."""
    st.html(STYLE)


def enter(now: Visit) -> None:
    """Begin a consult: clinical words, unless the address asks for plain ones."""
    if not now.consult.under_way:
        now.consult.under_way = True
        if "mode" not in st.query_params:
            now.mode = "practitioner"


def write_address(now: Visit) -> None:
    """What is looked at; the words always, because here plain ones are not the usual."""
    wanted = session.address(now) | {"mode": now.mode}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


# ---- what follows from it


def ranked(atlas: Atlas, now: Visit) -> tuple[Candidate, ...]:
    """The muscles to step through; none where questions come first or the pain is widespread."""
    if not session.gate(atlas, now) or session.is_widespread_now(atlas, now):
        return ()
    return session.ranking(atlas, now)[: session.MOST_ROWS]


def pin_of(chosen: Chosen) -> Pinned:
    """What is looked at, as a pin."""
    side = chosen.side if chosen.side in session.SIDES else "right"
    return Pinned(muscle=chosen.muscle, part=chosen.part, point=chosen.point, side=side)  # type: ignore[arg-type]


def chosen_of(pin: Pinned) -> Chosen:
    """A pin, as what is looked at."""
    return Chosen(pin.muscle, pin.side, pin.part, pin.point)


def step_at(atlas: Atlas, now: Visit) -> int | None:
    """Where in the ranking the chosen muscle stands."""
    chosen = now.chosen
    if chosen is None:
        return None
    rows = ranked(atlas, now)
    same = [
        n for n, row in enumerate(rows) if (row.muscle, row.side) == (chosen.muscle, chosen.side)
    ]
    exact = [n for n in same if rows[n].part == chosen.part]
    return next(iter(exact or same), None)


def danger_lines(atlas: Atlas, muscle_id: str) -> list[str]:
    """How dangerous needling is, and what lies at risk, in short lines."""
    text, needling = atlas.text, atlas.catalogue.muscles[muscle_id].needling
    shown = list(needling.structures[:MOST_STRUCTURES])
    if more := len(needling.structures) - len(shown):
        shown.append(text("consult.structures_more", n=more))
    level = text[f"clinical.danger.{needling.danger}"]
    return [text("consult.danger_level", level=level) if shown else level, *shown]


def nerves(atlas: Atlas, chosen: Chosen) -> list[list[str]]:
    """The skin of the chosen muscle's nerve roots: root, geometry, side."""
    drawn = atlas.built.manifest.get("dermatomes", {})
    side = chosen.side if chosen.side in OTHER_SIDE else "right"
    roots = atlas.catalogue.muscles[chosen.muscle].roots
    return [[root, drawn[root]["geometry"], side] for root in roots if root in drawn]


def outside(atlas: Atlas, now: Visit, pin: Pinned) -> list[int]:
    """Numbers of the places that are in no part of another muscle's picture."""
    if session.is_widespread_now(atlas, now):
        return []
    kept, now.chosen = now.chosen, chosen_of(pin)
    try:
        return session.outside_picture(atlas, now)
    finally:
        now.chosen = kept


# ---- the map and the box


def stage(atlas: Atlas, now: Visit, on_event: Callable[[], None]) -> None:
    """Mount the large figure; while questions come first it is a bare body."""
    data = map_data(atlas, now) | {"look": True, "present": True}
    if session.gate(atlas, now):
        data["consult"] = _layers(atlas, now)
    _stage(key="map", data=sendable(data), on_event_change=on_event)


def _layers(atlas: Atlas, now: Visit) -> dict[str, Any]:
    consult, chosen = now.consult, now.chosen
    out: dict[str, Any] = {
        "show": [one for one in consult.layers if one != "danger" or now.mode == "practitioner"],
        "pins": [
            (layer(atlas, chosen_of(pin)) or {}) | {"letter": letter_of(n)}
            for n, pin in enumerate(consult.pinned)
        ],
    }
    if chosen is None:
        if consult.beside:
            out["beside"] = True
            out["hatch"] = [outside(atlas, now, pin) for pin in consult.pinned[:MOST_BESIDE]]
        return out
    if consult.against is not None:
        out["against"] = layer(atlas, chosen_of(consult.against))
        out["hatch"] = [outside(atlas, now, pin) for pin in (pin_of(chosen), consult.against)]
    if "nerves" in consult.layers:
        out["nerves"] = nerves(atlas, chosen)
    if now.mode == "practitioner" and "danger" in consult.layers:
        out["danger"] = danger_lines(atlas, chosen.muscle)
    return out


def command(atlas: Atlas, now: Visit) -> None:
    """Mount the command box; what is chosen in it goes through the map's queue."""
    is_open = session.gate(atlas, now)
    chosen = now.chosen if is_open else None
    data = common(atlas, now) | {
        "mode": now.mode,
        "open": is_open,
        "chosen": chosen._asdict() if chosen else None,
        "pinned": chosen is not None and pin_of(chosen) in now.consult.pinned,
        "pins": len(now.consult.pinned) if is_open else 0,
        "against": is_open and now.consult.against is not None,
        "points": _points(atlas, chosen) if chosen else [],
        "order": [[row.muscle, row.part, row.side] for row in ranked(atlas, now)],
    }
    _command(key="command", data=sendable(data))


def _points(atlas: Atlas, chosen: Chosen) -> list[list[str]]:
    """Id and name of each point of what is looked at, where there are several."""
    own = [atlas.catalogue.points[p] for p in session.point_ids(atlas, chosen._replace(point=None))]
    parts = len({entry.part.id for entry in own}) > 1
    names = [[e.point.id, f"{e.part.name}: {e.point.name}" if parts else e.point.name] for e in own]
    return names if len(names) > 1 else []


# ---- what they send


def carry_out(atlas: Atlas, now: Visit, one: Mapping[str, Any]) -> None:
    """Carry out an operation that only a consult knows; what makes no sense is passed over."""
    match one.get("op"):
        case "look":
            if pin := _known(atlas, one):
                look(atlas, now, chosen_of(pin))
        case "compare" if now.chosen is not None:
            now.consult.against = _known(atlas, one)
            if now.consult.against == pin_of(now.chosen):
                now.consult.against = None
        case "uncompare":
            now.consult.against = None
        case "overview" if now.consult.pinned:
            overview(now, one.get("beside") is True)
        case "pin" if now.chosen is not None and session.gate(atlas, now):
            now.consult.pin([pin_of(now.chosen)])
        case "unpin" if now.chosen is not None:
            now.consult.unpin(pin_of(now.chosen))
        case "mirror" if now.chosen is not None and now.chosen.side in OTHER_SIDE:
            now.chosen = now.chosen._replace(side=OTHER_SIDE[now.chosen.side])
        case "step":
            step(atlas, now, -1 if one.get("by") == -1 else 1)
        case "pick" | "choose":
            now.consult.against = None
        case _:
            pass


def _known(atlas: Atlas, one: Mapping[str, Any]) -> Pinned | None:
    """The muscle or part that an operation names, where there is one."""
    muscle, part, side = one.get("muscle"), one.get("part"), one.get("side")
    if not isinstance(muscle, str) or muscle not in atlas.catalogue.muscles:
        return None
    own = {each.id for each in atlas.catalogue.muscles[muscle].parts} - {muscle}
    return Pinned(
        muscle=muscle,
        part=part if isinstance(part, str) and part in own else None,
        side=side if side in session.SIDES else "right",
    )


def look(atlas: Atlas, now: Visit, chosen: Chosen) -> None:
    """Look at a muscle, in a view that shows its picture."""
    now.chosen, now.consult.against = chosen, None
    better = better_stage(atlas.built, session.pattern_cells(atlas, chosen), now.stage)
    if better:
        now.stage = better


def overview(now: Visit, beside: bool) -> None:
    """Look at all pins: on one body, or side by side."""
    now.chosen, now.consult.against, now.consult.beside = None, None, beside


def step(atlas: Atlas, now: Visit, by: int) -> None:
    """Look at the next muscle of the ranking, or the one before."""
    rows, at = ranked(atlas, now), step_at(atlas, now)
    if not rows:
        return
    to = 0 if at is None else min(max(at + by, 0), len(rows) - 1)
    look(atlas, now, Chosen(rows[to].muscle, rows[to].side, rows[to].part))
