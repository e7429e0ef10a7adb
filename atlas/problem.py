"""What is wrong in a file that people write, said so that they can find and correct it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process

LONGEST_VALUE_SHOWN = 60
CLOSE_ENOUGH = 70


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Parameters
    ----------
    file : str
        Path as shown to the reader, relative to the working directory where possible.
    line : int
        Line in that file, counted from 1; 0 where the whole file is meant.
    message : str
        What is wrong with the value, as the rest of a sentence: ``is not allowed``.
    entry_id : str
        Id of the entry (muscle, landmark, ...) it belongs to, or ``""``.
    key : str
        Where in the entry, for instance ``trigger_points[0].self_press``.
    value : str or None
        The value as written; None where there is nothing to show.
    allowed : tuple of str
        Everything that is allowed there, where that is a list.
    suggestion : str
        The known name nearest to the one written, or ``""``.
    """

    file: str
    line: int
    message: str
    entry_id: str = ""
    key: str = ""
    value: str | None = None
    allowed: tuple[str, ...] = ()
    suggestion: str = ""

    def __str__(self) -> str:
        """Return one line: ``file:line: entry: key: 'value' message; use one of: ...``."""
        said = self.message
        if self.value is not None:
            shown = self.value
            if len(shown) > LONGEST_VALUE_SHOWN:
                shown = shown[: LONGEST_VALUE_SHOWN - 1] + "…"
            said = f"{shown!r} {said}"
        if self.allowed:
            said += "; use one of: " + ", ".join(self.allowed)
        if self.suggestion:
            said += f"; did you mean {self.suggestion!r}?"
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.entry_id, self.key, said) if part)


def nearest_name(written: str, known: Iterable[str]) -> str:
    """Return the known name most like `written`, or ``""`` where none is like it."""
    hit = process.extractOne(written, list(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return hit[0] if hit else ""
