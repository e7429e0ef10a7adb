"""What to ask first: from marked areas and muscles to warning signs, from answers to what is shown.

Pure functions. Order is fixed by urgency, then rows that name the place before rows for every
place, then the order of ``data/red_flags.yaml``; answers never change it. Where something is not
known, the stricter side is taken: nothing is pressed, and everything is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from atlas.model import (
    ANYWHERE_IN_BELLY,
    Muscle,
    Place,
    RedFlag,
    SelfCare,
    SelfPress,
    TriggerPoint,
    landmarks_of,
)

if TYPE_CHECKING:
    from atlas.catalogue import Catalogue

Side: TypeAlias = Literal["left", "right", "middle"]
Mark: TypeAlias = tuple[str, Side | None]
"""An area's id (or a group's) and its side; None stands for either side."""
Answer: TypeAlias = Literal["yes", "no", "not_sure"]
Outcome: TypeAlias = Literal["unanswered", "clear", "unsure", "act"]
Gate: TypeAlias = Literal["ask", "act_now", "open"]

_URGENCY_ORDER = {"emergency": 0, "today": 1, "soon": 2}


def warning_signs(
    catalogue: Catalogue,
    areas_with_side: Iterable[Mark],
    muscle: str | None = None,
    side: Side | None = None,
) -> tuple[RedFlag, ...]:
    """Return the warning signs of these areas and of a muscle's card.

    Parameters
    ----------
    catalogue : Catalogue
        Where red flags, areas and groups stand.
    areas_with_side : iterable of (area id, side)
        Marked areas, or the areas that a card is about. A group's id stands for all its areas.
    muscle : str, optional
        Id of the muscle whose card is shown.
    side : {"left", "right", "middle"}, optional
        The side of that muscle; None for either.

    Returns
    -------
    tuple of RedFlag
        Emergency, today, soon; within each, rows that name the area or the muscle before rows for
        every place. Empty only where nothing is marked and no muscle is named.
    """
    marks = tuple(areas_with_side)
    if not marks and muscle is None:
        return ()
    names = [(_names_of(catalogue, area), area_side) for area, area_side in marks]
    card = catalogue.muscles.get(muscle) if muscle is not None else None
    own = set(card.red_flags) if card is not None else set()
    unmapped = not catalogue.areas and not catalogue.groups

    def named(flag: RedFlag) -> bool:
        if unmapped and flag.areas:
            return True
        if any(_on_side(flag, at) and not each.isdisjoint(flag.areas) for each, at in names):
            return True
        of_muscle = muscle is not None and (muscle in flag.muscles or flag.id in own)
        return of_muscle and _on_side(flag, side)

    found = [
        (_URGENCY_ORDER[flag.urgency], not is_named, order, flag)
        for order, flag in enumerate(catalogue.red_flags.values())
        if (is_named := named(flag)) or flag.any
    ]
    return tuple(row[-1] for row in sorted(found, key=lambda row: row[:3]))


def heart_question_applies(
    catalogue: Catalogue,
    areas_with_side: Iterable[Mark],
    muscle: str | None = None,
    side: Side | None = None,
) -> bool:
    """Return whether the heart has to be asked about: then no pressing and no self-test is offered.

    Takes the same arguments as :func:`warning_signs`.
    """
    signs = warning_signs(catalogue, areas_with_side, muscle, side)
    return any(flag.heart_question for flag in signs)


def clot_question_applies(
    catalogue: Catalogue,
    areas_with_side: Iterable[Mark],
    muscle: str | None = None,
    side: Side | None = None,
) -> bool:
    """Return whether a clot has to be asked about before any advice on massage.

    Takes the same arguments as :func:`warning_signs`.
    """
    signs = warning_signs(catalogue, areas_with_side, muscle, side)
    return any(flag.clot_question for flag in signs)


def warnings_missing(catalogue: Catalogue) -> bool:
    """Return whether a warning sign could not be read: the page has to say so."""
    return not catalogue.red_flags or any(left.kind == "red_flag" for left in catalogue.left_out)


def pressing_allowed(
    catalogue: Catalogue,
    point: TriggerPoint,
    side: Side | None,
    *,
    areas: Iterable[str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> SelfPress:
    """Return whether a patient may be told to press on a trigger point.

    Parameters
    ----------
    catalogue : Catalogue
        Where the point, its muscle, the areas and the red flags stand.
    point : TriggerPoint
        A point of the catalogue.
    side : {"left", "right", "middle"} or None
        The side of the body; None for either.
    areas : iterable of str, optional
        Ids of the areas that the point lies in, as built. Without them, the areas that grow from
        the landmarks its place is made of.
    answers : mapping of str to str, optional
        Answers by red flag id, for the questions about a clot.

    Returns
    -------
    {"yes", "gentle", "never"}
        ``self_press`` of the point. ``never`` where an area it lies in is not to be pressed, where
        a heart question applies (whatever the answer), where a question about a clot is not
        answered with no, and where a warning sign could not be read.
    """
    if point.self_press == "never" or point.internal or warnings_missing(catalogue):
        return "never"
    lies_in = tuple(areas) if areas is not None else _areas_of(catalogue, point)
    if any(area in catalogue.areas and catalogue.areas[area].no_press for area in lies_in):
        return "never"
    entry = catalogue.points.get(point.id)
    muscle = entry.muscle.id if entry is not None else None
    signs = warning_signs(catalogue, [(area, side) for area in lies_in], muscle, side)
    if any(flag.heart_question for flag in signs):
        return "never"
    given = answers or {}
    if any(flag.clot_question and given.get(flag.id) != "no" for flag in signs):
        return "never"
    return point.self_press


def pressing_offered(
    catalogue: Catalogue,
    point: TriggerPoint,
    side: Side | None,
    areas_with_side: Iterable[Mark] = (),
    *,
    answers: Mapping[str, str] | None = None,
    asked: Iterable[str] = (),
) -> SelfPress:
    """Return whether this reader may be told to press on a point: its rule, and all that is asked.

    Parameters
    ----------
    catalogue, point, side, answers
        As in :func:`pressing_allowed`.
    areas_with_side : iterable of (area id, side)
        What the reader has marked.
    asked : iterable of str
        Ids of further red flags that are asked, as for what was typed.

    Returns
    -------
    {"yes", "gentle", "never"}
        ``never`` where a heart question is asked, whatever the answer, and where a question about
        a clot is not answered with no; otherwise as :func:`pressing_allowed`.
    """
    entry = catalogue.points.get(point.id)
    muscle = entry.muscle.id if entry is not None else None
    signs = warning_signs(catalogue, areas_with_side, muscle, side)
    more = (catalogue.red_flags[each] for each in asked if each in catalogue.red_flags)
    given = answers or {}
    for flag in (*signs, *more):
        if flag.heart_question or (flag.clot_question and given.get(flag.id) != "no"):
            return "never"
    return pressing_allowed(catalogue, point, side, answers=answers)


def self_care_allowed(
    catalogue: Catalogue,
    muscle: Muscle,
    side: Side | None,
    *,
    areas: Mapping[str, Iterable[str]] | None = None,
    answers: Mapping[str, str] | None = None,
) -> tuple[SelfCare, ...]:
    """Return what a muscle's card may advise a patient to try.

    Parameters
    ----------
    catalogue, side, answers
        As in :func:`pressing_allowed`.
    muscle : Muscle
        The muscle whose card is shown.
    areas : mapping of str to iterable of str, optional
        Trigger point id -> ids of the areas it lies in, as built.

    Returns
    -------
    tuple of SelfCare
        As written, without pressing and massage where no point of the muscle may be pressed.
    """
    built = areas or {}
    pressing = any(
        pressing_allowed(
            catalogue, entry.point, side, areas=built.get(entry.point.id), answers=answers
        )
        != "never"
        for entry in catalogue.points.values()
        if entry.muscle.id == muscle.id
    )
    return tuple(each for each in muscle.self_care if pressing or each.kind != "press")


@dataclass(frozen=True, slots=True)
class Question:
    """A warning sign as a question, with what has been answered.

    Attributes
    ----------
    flag : RedFlag
        The warning sign.
    answer : {"yes", "no", "not_sure"} or None
        The answer, None while there is none.
    seen : bool
        The reader has said "I have been seen for this".
    """

    flag: RedFlag
    answer: Answer | None = None
    seen: bool = False

    @property
    def is_emergency(self) -> bool:
        """Whether no muscle is shown before it is answered."""
        return self.flag.urgency == "emergency"

    @property
    def outcome(self) -> Outcome:
        """What follows: each answer has its own; not sure counts as yes for an emergency."""
        if self.answer is None:
            return "unanswered"
        if self.answer == "no":
            return "clear"
        if self.answer == "yes" or self.is_emergency:
            return "act"
        return "unsure"


@dataclass(frozen=True, slots=True)
class Screening:
    """All questions for a drawing or a card, and what may be shown.

    Attributes
    ----------
    questions : tuple of Question
        In the order of :func:`warning_signs`.
    screened : bool
        A practitioner has said "screened by me" in this consult.
    """

    questions: tuple[Question, ...]
    screened: bool = False

    @property
    def to_ask(self) -> tuple[Question, ...]:
        """Questions without an answer, emergencies first."""
        return () if self.screened else self._with("unanswered")

    @property
    def emergencies_to_ask(self) -> tuple[Question, ...]:
        """Emergency questions without an answer."""
        return tuple(each for each in self.to_ask if each.is_emergency)

    @property
    def act_now(self) -> tuple[Question, ...]:
        """Emergencies answered with yes or not sure, for which nobody has been seen yet."""
        return tuple(each for each in self._with("act") if each.is_emergency)

    @property
    def advice(self) -> tuple[Question, ...]:
        """Signs that want a doctor today or soon: answered with yes or not sure."""
        return tuple(each for each in self._with("act", "unsure") if not each.is_emergency)

    @property
    def gate(self) -> Gate:
        """What the page shows: the act-now card, the emergency questions, or the muscles."""
        if self.act_now:
            return "act_now"
        return "ask" if self.emergencies_to_ask else "open"

    @property
    def muscles_may_show(self) -> bool:
        """Whether muscle names, thumbnails, previews and cards may be on the page."""
        return self.gate == "open"

    def _with(self, *outcomes: Outcome) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.outcome in outcomes and not each.seen)


def questions(
    catalogue: Catalogue,
    drawing: Iterable[Mark],
    answers: Mapping[str, str],
    *,
    muscle: str | None = None,
    side: Side | None = None,
    seen: Collection[str] = (),
    screened: bool = False,
) -> Screening:
    """Return what to ask for a drawing or a card, and what may be shown meanwhile.

    Parameters
    ----------
    catalogue : Catalogue
        Where red flags, areas and groups stand.
    drawing : iterable of (area id, side)
        The marked places.
    answers : mapping of str to str
        Red flag id -> ``yes``, ``no`` or ``not_sure``. Anything else counts as no answer.
    muscle, side : str, optional
        The muscle whose card is shown, and its side.
    seen : collection of str
        Ids of the red flags for which the reader has been seen.
    screened : bool
        A practitioner has screened; nothing is asked. Answers already given still count.

    Returns
    -------
    Screening
        The same for the same marks in any order.
    """
    return Screening(
        questions=tuple(
            Question(flag, _answer(answers.get(flag.id)), flag.id in seen)
            for flag in warning_signs(catalogue, drawing, muscle, side)
        ),
        screened=screened,
    )


def _answer(given: str | None) -> Answer | None:
    match given:
        case "yes" | "no" | "not_sure":
            return given
        case _:
            return None


def _on_side(flag: RedFlag, side: Side | None) -> bool:
    return flag.laterality == "both" or side in (flag.laterality, "middle", None)


def _names_of(catalogue: Catalogue, area_or_group: str) -> frozenset[str]:
    """Return everything a red flag may call this area: itself, its groups, what it is shown in."""
    areas = set(catalogue.areas_in([area_or_group])) or {area_or_group}
    for each in tuple(areas):
        known = catalogue.areas.get(each)
        if known is not None and known.shown_in is not None:
            areas.add(known.shown_in)
    groups = {group.id for group in catalogue.groups.values() if not areas.isdisjoint(group.areas)}
    return frozenset(areas | groups | {area_or_group})


def _areas_of(catalogue: Catalogue, point: TriggerPoint) -> tuple[str, ...]:
    """Return the areas that grow from the landmarks of a point, or of its muscle's fibres."""
    landmarks = {name for place in _places_of(catalogue, point) for name in landmarks_of(place)}
    return tuple(
        area.id
        for area in catalogue.areas.values()
        if any(
            not landmarks.isdisjoint(landmarks_of(place)) for line in area.lines for place in line
        )
    )


def _places_of(catalogue: Catalogue, point: TriggerPoint) -> Iterator[Place]:
    if point.place != ANYWHERE_IN_BELLY:
        yield point.place
        return
    entry = catalogue.points.get(point.id)
    if entry is not None:
        for fibres in entry.part.fibres:
            for line in fibres.lines:
                yield from line
