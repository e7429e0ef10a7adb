"""What one tab has typed and ticked for the page to take home. Nothing of it is stored.

The name, the clinic, the contact and the next visit are in no session file either.
"""

import datetime
from dataclasses import dataclass, field

from atlas.handout_sections import USUAL, Section
from atlas.session_file import Pinned

MOST_EXERCISES = 8
TYPED = ("name", "clinic", "contact", "next_visit")


@dataclass
class Sheet:
    """The hand-out's ticks and what is typed for it.

    Attributes
    ----------
    ticked : frozenset of str
        Sections that go on the page.
    left_off : frozenset of Pinned
        What is pinned and stays off the page.
    exercises : tuple of (str, str)
        What to do, and how much of it.
    typed : dict of str to str
        By the names in `TYPED`.
    date : datetime.date or None
        None: the page has no date.
    country : str or None
        ISO code whose emergency number is printed.
    """

    ticked: frozenset[Section] = USUAL
    left_off: frozenset[Pinned] = frozenset()
    exercises: tuple[tuple[str, str], ...] = ()
    typed: dict[str, str] = field(default_factory=dict)
    date: datetime.date | None = field(default_factory=lambda: datetime.datetime.now().date())
    country: str | None = None
    pictures: dict[object, str] = field(default_factory=dict)
    """The plates of the preview, so that they are drawn once."""
    printed: int = 0
