"""Emergency numbers by country: shown only for the country that the reader has chosen.

Without a choice, for an unknown country, and where the file cannot be read, the words stay neutral
("the emergency number"). No country is ever guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError

from atlas.model import Entry, Sources, Text
from atlas.paths import DATA

NEUTRAL = "the emergency number"
"""What the texts call it; the number is put behind these words."""


class EmergencyNumber(Entry):
    """What to call for an ambulance in a country.

    Attributes
    ----------
    id : str
        ISO 3166 code of the country, two capitals.
    numbers : tuple of str
        The one to call first stands first.
    checked : {"official", "other"}
        Whether it was read on a page of that country's own services.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    name: Text
    numbers: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^[0-9]{2,6}$")], ...], Field(min_length=1)
    ]
    sources: Sources
    checked: Literal["official", "other"]
    note: Text | None = None


@cache
def load_emergency_numbers(folder: Path = DATA) -> Mapping[str, EmergencyNumber]:
    """Return the countries by id, in the order of their names.

    Nothing is raised for what stands in the file: a row that is not understood is left out, and a
    file that cannot be read gives no countries.

    Parameters
    ----------
    folder : Path
        Where ``emergency_numbers.yaml`` stands.
    """
    try:
        written = (folder / "emergency_numbers.yaml").read_text(encoding="utf-8")
        # The base loader reads 000 and NO as they are written.
        raw = yaml.load(written, Loader=yaml.CBaseLoader)
        rows = raw["emergency_numbers"] if isinstance(raw, dict) else []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, RecursionError):
        rows = []
    found: dict[str, EmergencyNumber] = {}
    for row in rows if isinstance(rows, list) else []:
        try:
            entry = EmergencyNumber.model_validate(row)
        except ValidationError:
            continue
        found.setdefault(entry.id, entry)
    return MappingProxyType(dict(sorted(found.items(), key=lambda item: item[1].name)))


def emergency_number(country: str | None, folder: Path = DATA) -> EmergencyNumber | None:
    """Return what to call in a country; None where none, or one that is not listed, was chosen."""
    return load_emergency_numbers(folder).get(country) if country else None


def with_number(words: str, entry: EmergencyNumber | None) -> str:
    """Return a text with the number behind its first mention of the emergency number.

    Parameters
    ----------
    words : str
        Such as "Call the emergency number now."
    entry : EmergencyNumber or None
        None leaves the words as they are.

    Returns
    -------
    str
        Such as "Call the emergency number (999 or 112) now."
    """
    if entry is None:
        return words
    at = words.casefold().find(NEUTRAL)
    if at < 0:
        return words
    end = at + len(NEUTRAL)
    return f"{words[:end]} ({' or '.join(entry.numbers)}){words[end:]}"
