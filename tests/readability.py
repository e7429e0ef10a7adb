"""How old a reader has to be, measured without the network: names are left out first."""

import re
from collections.abc import Iterable

import textstat

MOST_WORDS = 20
HIGHEST_GRADE = 6.0  # Flesch-Kincaid; about eleven years


def sentences(text: str) -> list[str]:
    """The sentences of paragraphs, one a line; a line is never joined with the next."""
    parts = [re.split(r"(?<=[.!?:])[\"”’)*]*\s+", line.strip()) for line in text.splitlines()]
    return [each for line in parts for each in line if each]


def without(text: str, names: Iterable[str]) -> str:
    """The text without names, longest first."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "", text, flags=re.IGNORECASE)
    return re.sub(r"\(\s*\)", "", text)


def grade(text: str) -> float:
    """Flesch-Kincaid grade of the sentences that are long enough to be sentences."""
    whole = [each for each in sentences(text) if len(each.split()) >= 4]
    ended = (each if each[-1] in ".!?" else each.rstrip(":;,") + "." for each in whole)
    return float(textstat.flesch_kincaid_grade(" ".join(ended)))


def too_long(text: str) -> list[str]:
    """The sentences with too many words."""
    return [each for each in sentences(text) if len(each.split()) > MOST_WORDS]
