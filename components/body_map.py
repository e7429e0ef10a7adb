"""The body map: a small component that loads our script, and the one handler for what it sends."""

import hashlib
from collections.abc import Callable
from typing import Any

import streamlit as st

from components import look_alikes, session
from components.sending import sendable
from components.session import Atlas, Visit

LOADER = """const all=window.__atlas??={};
const load=u=>all[u]??=fetch(u,{cache:"force-cache"}).then(r=>r.blob()).then(b=>import(
URL.createObjectURL(new Blob([b],{type:"text/javascript"}))));
export default c=>{load(new URL(c.data.app,document.baseURI).href).then(a=>a.mount(c))}"""

_map = st.components.v2.component(
    "atlas_map", html='<div class="tp-map"></div>', js=LOADER, isolate_styles=False
)


def body_map(atlas: Atlas, now: Visit, on_event: Callable[[], None], look: bool = False) -> None:
    """Mount the map with what is marked and chosen; with `look`, nothing is marked by a click."""
    data = map_data(atlas, now)
    if look:
        data["look"] = True
    _map(key="map", data=sendable(data), on_event_change=on_event)


def map_data(atlas: Atlas, now: Visit) -> dict[str, Any]:
    """What the map is told. While the gate is closed that names no pattern, chosen or previewed."""
    is_open = session.gate(atlas, now)
    chosen = now.chosen if is_open else None
    data = common(atlas, now) | {
        "ack": now.ack,
        "session": now.token,
        "set": session.cell_set(atlas),
        "stage": now.stage,
        "mode": now.mode,
        "places": [session.plain_place(place, cells=True) for place in now.places(atlas)],
        "chosen": layer(atlas, chosen),
        "hatch": _hatch(atlas, now) if is_open else [],
        "offers": session.offers(atlas, now),
        "open": is_open,
        "answers": session.kept_answers(atlas, now),
        "kept": _kept(atlas, now, is_open),
    }
    if is_open:
        data |= look_alikes.layers(atlas, now)
    return data


def _kept(atlas: Atlas, now: Visit, is_open: bool) -> list[str]:
    """Which pins and notes there are, and while they may be shown, what they are."""
    said = now.consult.kept(atlas.built.map, session.cell_set(atlas))
    if not said:
        return [""]
    mark = hashlib.sha256(said.encode()).hexdigest()[:12]
    return [mark, said] if is_open else [mark]


def _hatch(atlas: Atlas, now: Visit) -> list[int]:
    return [] if session.is_widespread_now(atlas, now) else session.outside_picture(atlas, now)


def common(atlas: Atlas, now: Visit) -> dict[str, Any]:
    """What every component of ours is told."""
    return {"app": f"app/static/{atlas.app}", "boot": atlas.boot, "theme": theme()}


def layer(atlas: Atlas, chosen: session.Chosen | None) -> dict[str, Any] | None:
    """What the map draws of a muscle."""
    if chosen is None:
        return None
    files = atlas.built.manifest["muscles"].get(chosen.muscle, {})
    return chosen._asdict() | {"url": files.get("geometry")}


def theme() -> str:
    return "dark" if st.context.theme.type == "dark" else "light"


def received() -> Any:
    """The operations that the map has just sent."""
    event = st.session_state["map"].get("event")
    return event.get("ops") if isinstance(event, dict) else None
