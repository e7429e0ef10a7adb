"""What can be ticked for the page to take home; what makes the page loads a PDF writer."""

from typing import Literal

Section = Literal[
    "figure",
    "marks",
    "plain",
    "helps",
    "help",
    "needling",
    "exercises",
    "tests",
    "notes",
    "sources",
]
SECTIONS: tuple[Section, ...] = (
    "figure", "marks", "plain", "helps", "help", "needling", "exercises", "tests", "notes",
    "sources",
)  # fmt: skip
"""What can be ticked."""
USUAL: frozenset[Section] = frozenset(SECTIONS) - {"needling"}
"""What is ticked at first."""
