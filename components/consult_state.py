"""What a consult gathers in one tab: pinned points, findings and notes. Nothing of it is stored."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from atlas.built import BodyMap
from atlas.catalogue import Catalogue
from atlas.session_file import BadSession, Finding, Pinned, SessionState, load, save

LAYERS = ("muscle", "points", "essential", "spillover", "names", "drawing")
"""The layers that are on at first."""
ALL_LAYERS = (*LAYERS, "nerves", "danger", "pinned")
MOST_PINNED = 30


@dataclass
class Consult:
    """Pinned muscles and points in the order they were pinned, with findings and two notes.

    Attributes
    ----------
    pinned : tuple of Pinned
        Each muscle, part or point once a side.
    findings : tuple of Finding
        At most one for each pinned thing.
    notes, notes_for_patient : str
        The practitioner's own, and what goes on the hand-out.
    layers : tuple of str
        Ids of the layers that are drawn.
    against : Pinned or None
        What the chosen muscle is compared with.
    beside : bool
        While nothing is chosen, the pins are shown side by side instead of on one body.
    under_way : bool
        The consult's page has been opened: "screened by me" holds until it is cleared, in plain
        words too.
    """

    pinned: tuple[Pinned, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: str = ""
    notes_for_patient: str = ""
    layers: tuple[str, ...] = LAYERS
    against: Pinned | None = None
    beside: bool = False
    under_way: bool = False
    paper: str = "A4"

    def pin(self, pins: Iterable[Pinned]) -> None:
        """Pin what is not yet pinned, as long as there is room."""
        for one in pins:
            if one not in self.pinned and len(self.pinned) < MOST_PINNED:
                self.pinned = (*self.pinned, one)

    def unpin(self, one: Pinned) -> None:
        """Take a pin away, with what was found there."""
        self.pinned = tuple(each for each in self.pinned if each != one)
        self.findings = tuple(each for each in self.findings if where(each) != one)

    def finding(self, one: Pinned) -> Finding:
        """What was found at a pin; empty at first."""
        found = (each for each in self.findings if where(each) == one)
        return next(found, Finding(**one.model_dump()))

    def note(self, finding: Finding) -> None:
        """Keep a finding in place of the one before; one that says nothing is dropped."""
        at = where(finding)
        others = tuple(each for each in self.findings if where(each) != at)
        says = finding != Finding(**at.model_dump())
        self.findings = (*others, finding) if says else others

    def kept(self, body: BodyMap, cell_set: str) -> str:
        """Pins, findings and notes as a session file for the tab's memory; empty without any."""
        state = SessionState(
            chosen=self.pinned,
            findings=self.findings,
            notes=self.notes,
            notes_for_patient=self.notes_for_patient,
        )
        return "" if state == SessionState() else save(state, body, cell_set)

    def restore(self, said: object, catalogue: Catalogue, body: BodyMap, cell_set: str) -> None:
        """Take back what a tab has kept, where nothing is there yet; checked like any file."""
        if not isinstance(said, str) or self.kept(body, cell_set):
            return
        with suppress(BadSession):
            state = load(said, catalogue, body, cell_set)
            self.pin(state.chosen)
            self.findings = tuple(one for one in state.findings if where(one) in self.pinned)
            self.notes, self.notes_for_patient = state.notes, state.notes_for_patient

    def clear(self) -> None:
        """Forget everything: the next person sits down."""
        self.__init__()  # type: ignore[misc]


def where(finding: Pinned) -> Pinned:
    """What a finding belongs to."""
    return Pinned(muscle=finding.muscle, part=finding.part, point=finding.point, side=finding.side)


def name_of_pin(catalogue: Catalogue, one: Pinned) -> str:
    """Names of the muscle and the part, and of the point where one is pinned."""
    entry = catalogue.parts.get(one.part or one.muscle)
    muscle = catalogue.muscles[one.muscle]
    name = entry.part.name if entry is not None and one.part else muscle.name
    if one.point is None:
        return name
    return f"{name}, {catalogue.points[one.point].point.name}"
