"""Why a muscle is in the list, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from atlas.drawing import Place
from atlas.matching import Candidate
from atlas.text import Text

MOST_NAMED = 3
"""Places that are named as not in the picture; of more, the number is said."""


def reason(
    candidate: Candidate,
    places: Sequence[Place],
    name: Callable[[Place], str],
    text: Text,
) -> str:
    """Return the sentence that says how much of a drawing is in a muscle's picture.

    Parameters
    ----------
    candidate : Candidate
    places : sequence of Place
        The drawing's places.
    name : callable
        A place's name and side in words; see :func:`place_name`.
    text : Text
        The words of the interface; keys ``reason.sentence.*``.

    Returns
    -------
    str
        Such as "3 of your 4 places are in its picture, 2 of them in the main part; not wrist."
    """
    main, inside, total = len(candidate.main), len(candidate.explains), len(places)
    if total == 1:
        said = text("reason.sentence.one." + ("main" if main else "sometimes"))
    else:
        how_many = "all" if inside == total else "single" if inside == 1 else "some"
        if how_many == "single":
            how_much = "main" if main else "sometimes"
        else:
            how_much = "sometimes" if not main else "main" if main == inside else "mixed"
        said = text(f"reason.sentence.{how_many}.{how_much}", inside=inside, total=total, main=main)
    by_number = {place.n: place for place in places}
    missing = [name(by_number[n]) for n in candidate.unexplained]
    if not missing:
        return said + text["reason.sentence.end"]
    named = missing[0]
    for each in missing[1:MOST_NAMED]:
        named = text("reason.sentence.list", before=named, next=each)
    if len(missing) > MOST_NAMED:
        more = len(missing) - MOST_NAMED
        named = text("reason.sentence.more", places=named, n=more)
    return said + text("reason.sentence.not", places=named) + text["reason.sentence.end"]


def place_name(area: str, side: str | None, text: Text) -> str:
    """Return an area's name with its side in words: "outer elbow (right)".

    Parameters
    ----------
    area : str
        The area's name.
    side : str or None
        None or ``middle`` say no side.
    text : Text
    """
    if side in ("right", "left"):
        return text("reason.sentence.place", area=area, side=text[f"side.{side}"])
    return area
