"""Widespread pain: in how many of the body's five regions it is.

Counted as the 2016 fibromyalgia criteria count their generalized pain: right and left upper,
right and left lower, and the trunk's axis; jaw, chest and abdomen do not count. Regions are
counted and not areas, because the picture of one muscle may reach over many areas.
"""

from __future__ import annotations

from collections.abc import Iterable

from atlas.catalogue import Catalogue
from atlas.safety import Mark

MANY = 4
"""Regions, of five, from which pain is widespread."""

UPPER = ("shoulder", "arm", "upper_arm", "elbow", "forearm", "wrist", "hand", "fingers", "thumb")
LOWER = ("buttock", "hip", "thigh", "leg", "lower_leg", "knee", "calf", "ankle", "foot", "toes")
AXIAL = ("neck", "nape", "upper_back", "mid_back", "low_back", "sacrum", "spine")
"""Groups of areas, by region."""


def regions(catalogue: Catalogue, marks: Iterable[Mark]) -> frozenset[str]:
    """Return which of the five regions are marked.

    Parameters
    ----------
    catalogue : Catalogue
        Where areas and groups stand.
    marks : iterable of (area id, side)
        A mark without a side counts for one side.

    Returns
    -------
    frozenset of str
        ``right_upper``, ``left_upper``, ``right_lower``, ``left_lower``, ``axial``.
    """
    upper, lower, axial = (set(catalogue.areas_in(each)) for each in (UPPER, LOWER, AXIAL))
    found = set()
    for area, side in marks:
        on = "left" if side == "left" else "right"
        inside = set(catalogue.areas_in([area])) or {area}
        if inside & axial:
            found.add("axial")
        if side != "middle":
            if inside & upper - axial:
                found.add(f"{on}_upper")
            if inside & lower - axial:
                found.add(f"{on}_lower")
    return frozenset(found)


def is_widespread(catalogue: Catalogue, marks: Iterable[Mark]) -> bool:
    """Return whether pain is in so many regions that no list of muscles is shown for it.

    Takes the same arguments as :func:`regions`.
    """
    return len(regions(catalogue, marks)) >= MANY
