"""What is looked at as a URL's query, and marks as its ``#fragment``.

Marks travel only when somebody asks for it. A fragment stays in the browser: no server or proxy
sees it. It names the set of cells, so that a link outlives a new one: ``#marks=cells-1.AAECAw``.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from atlas.built import BodyMap
from atlas.catalogue import Catalogue
from atlas.drawing import MOST_CELLS, PainDrawing

Mode = Literal["patient", "practitioner"]
Side = Literal["right", "left", "middle"]
KEYS = ("muscle", "point", "side", "view", "mode")
MARKS = "marks"
MOST_LETTERS = 2000
"""Longest query and fragment that are read."""
_SET = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


class BadLink(ValueError):
    """A query or fragment that is not one of ours.

    Attributes
    ----------
    key : str
        What is wrong with it, a key under ``link`` for the interface.
    value : str
        The value that is not understood, cut to 40 letters; escape it before it is shown.
    """

    def __init__(self, key: str, value: str = "") -> None:
        super().__init__(f"{key}: {value[:40]!r}")
        self.key, self.value = key, value[:40]


@dataclass(frozen=True)
class ViewState:
    """What is looked at; None where nothing is chosen. `muscle` may be a part's id."""

    muscle: str | None = None
    point: str | None = None
    side: Side = "right"
    view: str | None = None
    mode: Mode = "patient"


def to_pairs(state: ViewState) -> dict[str, str]:
    """Return what is looked at as keys and values; usual values are left out."""
    said = {
        "muscle": state.muscle,
        "point": state.point,
        "side": state.side if state.side != "right" else None,
        "view": state.view,
        "mode": state.mode if state.mode != "patient" else None,
    }
    return {key: value for key, value in said.items() if value is not None}


def to_query(state: ViewState) -> str:
    """Return what is looked at as a query, without the question mark."""
    return urlencode(to_pairs(state))


def read_view(
    asked: Mapping[str, str], catalogue: Catalogue, views: Iterable[str]
) -> tuple[ViewState, tuple[BadLink, ...]]:
    """Return what an address says to look at, and what in it is not understood.

    Parameters
    ----------
    asked : mapping of str to str
        Keys and values of a query.
    catalogue : Catalogue
        Where muscles, parts and points stand.
    views : iterable of str
        Ids that `view` may have.

    Returns
    -------
    ViewState
        What is not understood has its usual value; nothing is guessed.
    tuple of BadLink
        In the order of the address's keys, then of `KEYS`.
    """
    bad = [BadLink("key", key) for key in asked if key not in KEYS]
    muscle, point, view = asked.get("muscle"), asked.get("point"), asked.get("view")
    if muscle is not None and muscle not in catalogue.muscles and muscle not in catalogue.parts:
        bad.append(BadLink("muscle", muscle))
        muscle = None
    if point is not None:
        known = catalogue.points.get(point)
        said = asked.get("muscle")
        if known is None or said not in (None, known.muscle.id, known.part.id):
            bad.append(BadLink("point", point))
            point = None
        elif muscle is None:
            muscle = known.part.id
    side, mode = asked.get("side", "right"), asked.get("mode", "patient")
    if side not in ("right", "left", "middle"):
        bad.append(BadLink("side", side))
        side = "right"
    if view is not None and view not in frozenset(views):
        bad.append(BadLink("view", view))
        view = None
    if mode not in ("patient", "practitioner"):
        bad.append(BadLink("mode", mode))
        mode = "patient"
    return ViewState(muscle, point, side, view, mode), tuple(bad)  # type: ignore[arg-type]


def from_query(query: str, catalogue: Catalogue, views: Iterable[str]) -> ViewState:
    """Return what a query says to look at.

    Parameters
    ----------
    query : str
        With or without a question mark.
    catalogue, views
        As in :func:`read_view`.

    Raises
    ------
    BadLink
        Where a key or a value is not known.
    """
    if not isinstance(query, str) or len(query) > MOST_LETTERS:
        raise BadLink("too_long")
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise BadLink("too_long") from error
    asked: dict[str, str] = {}
    for key, value in pairs:
        if key in asked:
            raise BadLink("key", key)
        asked[key] = value
    state, bad = read_view(asked, catalogue, views)
    if bad:
        raise bad[0]
    return state


def to_fragment(drawing: PainDrawing, body: BodyMap, cell_set: str) -> str:
    """Return the marks as a fragment, without the number sign; empty where nothing is marked.

    Cells only: what was said of a place does not travel. Their order is kept, and with it the
    numbers of the places.
    """
    numbers = [int(body.ids[cell][1:]) for cell in drawing.cells]
    if not numbers:
        return ""
    raw = b"".join(number.to_bytes(2, "big") for number in numbers)
    packed = zlib.compress(raw, 9)
    letter, data = ("z", packed) if len(packed) < len(raw) else ("r", raw)
    return f"{MARKS}={cell_set}.{letter}{base64.urlsafe_b64encode(data).decode().rstrip('=')}"


def from_fragment(fragment: str, body: BodyMap, cell_set: str) -> PainDrawing:
    """Return the marks of a fragment; cells that the set does not have are left out.

    Raises
    ------
    BadLink
        Where it is damaged, too long, or made with another set of cells.
    """
    if not isinstance(fragment, str) or len(fragment) > 8 * MOST_CELLS:
        raise BadLink("too_long")
    words = fragment.removeprefix("#")
    if not words:
        return PainDrawing()
    key, _, value = words.partition("=")
    made_with, _, data = value.partition(".")
    if key != MARKS or not _SET.fullmatch(made_with) or data[:1] not in ("r", "z"):
        raise BadLink("marks", words)
    if made_with != cell_set:
        raise BadLink("cell_set", made_with)
    raw = _unpacked(data)
    if len(raw) % 2 or len(raw) > 2 * MOST_CELLS:
        raise BadLink("marks", words)
    ids = (f"c{int.from_bytes(raw[k : k + 2], 'big'):04d}" for k in range(0, len(raw), 2))
    return PainDrawing().mark(body.index[one] for one in ids if one in body.index)


def _unpacked(data: str) -> bytes:
    try:
        padded = data[1:] + "=" * (-len(data[1:]) % 4)
        raw = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        if data[0] == "r":
            return raw
        reader = zlib.decompressobj()
        found = reader.decompress(raw, 2 * MOST_CELLS + 2)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise BadLink("marks", data) from error
    if not reader.eof or reader.unused_data:
        raise BadLink("marks", data)
    return found
