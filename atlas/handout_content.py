"""What stands on the page that a patient takes home: the same words for paper and for the browser.

Warning signs stand above everything to try, and where self-care is on the page they cannot be left
out. Pressing is advised only as :mod:`atlas.safety` allows.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.drawing import PainDrawing, Place
from atlas.emergency import emergency_number, with_number
from atlas.handout_sections import USUAL, Section
from atlas.model import CHECKED, GRADES, Muscle, Part, RedFlag, Reference, SelfCare, TriggerPoint
from atlas.paper import FINE, HEAD, SMALL, Block, Format, Style, unprintable
from atlas.safety import Mark, pressing_offered, warning_signs
from atlas.shapes import ViewShapes, shapes_of
from atlas.text import Text

NEEDLING_SOURCES = ("mintken_2025", "patel_2019", "needling_soreness_2016")
URGENCIES = ("emergency", "today", "soon")


DrawnSide = Literal["right", "left", "middle"]


class ChosenPoint(NamedTuple):
    """What was looked at: a muscle, one of its parts (None: all), one point of it (None: all)."""

    muscle: str
    part: str | None = None
    point: str | None = None
    side: DrawnSide = "right"


class Exercise(NamedTuple):
    """Something to do, and how much of it."""

    what: str
    dose: str = ""


class SelfTest(NamedTuple):
    """What somebody answered when a muscle's point was pressed; `part` where only one was meant."""

    muscle: str
    side: DrawnSide
    answer: Literal["yes", "no", "not_sure"]
    part: str | None = None


@dataclass(frozen=True)
class HandOut:
    """What goes on the page.

    Attributes
    ----------
    points : tuple of ChosenPoint
        In the order they are shown. What is not in the catalogue is passed over.
    include : frozenset of str
        Which of `SECTIONS` are ticked.
    drawing : PainDrawing
        The reader's own marks.
    marks : tuple of (area id, side)
        Further places: those inside the body, which have no skin.
    asked : tuple of str
        Ids of further red flags that were asked, for what was typed.
    answers : mapping of str to str
        Red flag id -> ``yes``, ``no`` or ``not_sure``; pressing depends on them.
    notes : str
        For the patient. Empty leaves lines to write on.
    exercises : tuple of Exercise
    tests : tuple of SelfTest
    name, clinic, contact, next_visit : str
        Printed where they are not empty.
    date : datetime.date or None
        Printed where it is given.
    country : str or None
        ISO code whose emergency number is named.
    paper : {"A4", "Letter"}
    language : str
    """

    points: tuple[ChosenPoint, ...] = ()
    include: frozenset[Section] = USUAL
    drawing: PainDrawing = field(default_factory=PainDrawing)
    marks: tuple[Mark, ...] = ()
    asked: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    notes: str = ""
    exercises: tuple[Exercise, ...] = ()
    tests: tuple[SelfTest, ...] = ()
    name: str = ""
    clinic: str = ""
    contact: str = ""
    next_visit: str = ""
    date: datetime.date | None = None
    country: str | None = None
    paper: Format = "A4"
    language: str = "en"

    @property
    def words(self) -> str:
        """Everything that somebody typed."""
        typed = [self.name, self.clinic, self.contact, self.next_visit, self.notes]
        return "\n".join([*typed, *(word for one in self.exercises for word in one)])

    @property
    def unprintable(self) -> str:
        """Letters in it that the page's font does not have: they print as "?"."""
        return unprintable(self.words)


@dataclass(frozen=True)
class Group:
    """The chosen points of one muscle on one side."""

    muscle: Muscle
    parts: tuple[Part, ...]
    points: tuple[TriggerPoint, ...]
    side: DrawnSide

    def lettered(self) -> Iterator[tuple[str, TriggerPoint]]:
        """Return the points with the letters that stand beside them, where there are several."""
        for k, point in enumerate(self.points):
            yield (chr(ord("a") + k) if 1 < len(self.points) <= 26 else ""), point

    @property
    def drawn_side(self) -> Literal["right", "left"]:
        """Return the side that is drawn."""
        return "left" if self.side == "left" else "right"

    @property
    def plain_name(self) -> str:
        """Return the plain name, of the part where there is only one."""
        own = self.parts[0].plain_name if len(self.parts) == 1 else None
        name = own or self.muscle.plain_name
        return name[:1].upper() + name[1:]

    @property
    def name(self) -> str:
        """Return the name, of the part where there is only one."""
        return self.parts[0].name if len(self.parts) == 1 else self.muscle.name

    @property
    def hollow(self) -> frozenset[str]:
        """Return the points whose X is hollow: they lie deep or inside."""
        deep = self.muscle.depth in ("deep", "internal")
        return frozenset(point.id for point in self.points if deep or point.internal)


def groups_of(hand_out: HandOut, catalogue: Catalogue) -> tuple[Group, ...]:
    """Return the chosen points, those of one muscle on one side together."""
    found: dict[tuple[str, DrawnSide], dict[str, TriggerPoint]] = {}
    for one in hand_out.points:
        muscle = catalogue.muscles.get(one.muscle)
        if muscle is None:
            continue
        points = found.setdefault((muscle.id, one.side), {})
        for part in muscle.parts:
            if one.part in (None, part.id, muscle.id):
                for point in part.trigger_points:
                    if one.point in (None, point.id):
                        points[point.id] = point
    groups = []
    for (muscle_id, side), points in found.items():
        muscle = catalogue.muscles[muscle_id]
        parts = tuple(
            part for part in muscle.parts if any(p.id in points for p in part.trigger_points)
        )
        own = tuple(point for point in muscle.trigger_points if point.id in points)
        if own:
            groups.append(Group(muscle, parts, own, side))
    return tuple(groups)


def views_of(built: Built, group: Group) -> dict[str, ViewShapes]:
    """Return what each view shows of the chosen points."""
    parts, points = [part.id for part in group.parts], [point.id for point in group.points]
    views = {
        name: view.only(parts, points)
        for name, view in shapes_of(built, group.muscle.id, group.drawn_side).items()
    }
    return {name: view for name, view in views.items() if len(view.cloud())}


class Content:
    """The words of a hand-out, section by section.

    Parameters
    ----------
    hand_out : HandOut
    catalogue : Catalogue
    built : Built
    text : Text
        The words of the interface; keys ``handout.*``.
    """

    def __init__(self, hand_out: HandOut, catalogue: Catalogue, built: Built, text: Text) -> None:
        self.out, self.catalogue, self.built, self.text = hand_out, catalogue, built, text
        self.groups = groups_of(hand_out, catalogue)
        all_places = hand_out.drawing.places(built.map)
        self.places = all_places if self.has("marks") else ()
        by_area = hand_out.drawing.by_area(built.map).places(built.map)
        self.marks: list[Mark] = [*((p.area, p.side) for p in by_area), *hand_out.marks]
        self.only = self.groups[0] if len(self.groups) == 1 else None
        self.title = self.only.plain_name if self.only else text["handout.title_many"]

    def has(self, section: Section) -> bool:
        """Return whether a section is ticked; warning signs go with everything to try."""
        if section == "help":
            return bool({"help", "helps"} & self.out.include)
        return section in self.out.include

    # ---- the head

    @property
    def said(self) -> str:
        """For whom, from whom, and when."""
        text, out = self.text, self.out
        said = [
            text("handout.for", name=out.name) if out.name.strip() else "",
            text("handout.by", clinic=out.clinic) if out.clinic.strip() else "",
            day(out.date),
        ]
        return "  ·  ".join(filter(None, said))

    @property
    def lead(self) -> str:
        """What the pictures are, and what they do not say."""
        if not self.groups:
            return ""
        return self.text["handout.lead" if self.only else "handout.lead_many"]

    def latin(self, group: Group) -> str:
        """Return a muscle's name with its side."""
        if group.side == "middle":
            return group.name
        return f"{group.name}, {self.text[f'side.{group.side}']}"

    def heading(self, group: Group) -> str:
        """Return what stands over one muscle among several."""
        return f"{group.plain_name} ({self.latin(group)})"

    # ---- a muscle

    def plain(self, group: Group) -> list[list[Block]]:
        """Return what it is and what it can feel like, side by side."""
        text, muscle = self.text, group.muscle
        own = [point.feels_like for point in group.points if point.feels_like]
        feels = own[0] if own and len(group.points) == 1 else muscle.feels_like
        return [
            [Block(text["card.is"], HEAD, "H3"),
             Block(muscle.plain, after=2)],
            [Block(text["card.feels"], HEAD, "H3"), Block(feels.patient, after=2)],
        ]  # fmt: skip

    def points(self, group: Group) -> list[Block]:
        """Return where the points lie, and where their pain is felt: each picture once."""
        rows, said = [Block(self.text["handout.points"], HEAD, "H3")], set[str]()
        for letter, point in group.lettered():
            pattern = point.pattern.patient
            again = pattern in said
            said.add(pattern)
            name = point.name[:1].upper() + point.name[1:]
            words = f"{f'({letter}) ' * bool(letter)}{name}. {point.where.patient}"
            rows.append(Block(words if again else f"{words} {pattern}", bullet=True, after=0.4))
        return rows

    def picture(self, group: Group, titles: Sequence[str]) -> str:
        """Return a muscle's picture in words, for those who do not see it."""
        pattern = " ".join(dict.fromkeys(point.pattern.patient for point in group.points))
        return self.text(
            "handout.picture_of.middle" if group.side == "middle" else "handout.picture_of",
            muscle=group.name, side=self.text[f"side.{group.side}"], views=", ".join(titles),
            pattern=pattern,
        )  # fmt: skip

    def place(self, place: Place) -> str:
        """Return what a marked place is called."""
        name = self.catalogue.name_of_place(place.area)
        if place.side == "middle":
            return name
        return self.text("place.named", side=self.text[f"side.{place.side}"], area=name)

    def legend(self, group: Group) -> list[tuple[str, str]]:
        """Return the signs of a plate, and what they mean."""
        rows = [("main", "legend.essential"), ("dots", "legend.spillover")]
        points = {point.id for point in group.points}
        if points - group.hollow:
            rows.append(("x", "legend.point"))
        if points & group.hollow:
            rows.append(("open", "legend.open"))
        rows.append(("muscle", "legend.muscle"))
        if self.places:
            rows.append(("mark", "legend.mark"))
        return [(sign, self.text[key]) for sign, key in rows]

    # ---- when to get help

    def flags(self) -> tuple[RedFlag, ...]:
        """Return the warning signs that belong to it, most urgent first."""
        found: dict[str, RedFlag] = {}
        for group in self.groups or (None,):
            muscle, side = (group.muscle.id, group.side) if group else (None, None)
            for flag in warning_signs(self.catalogue, self.marks, muscle, side):
                found[flag.id] = flag
        for each in self.out.asked:
            if each in self.catalogue.red_flags:
                found[each] = self.catalogue.red_flags[each]
        order = {urgency: k for k, urgency in enumerate(URGENCIES)}
        return tuple(sorted(found.values(), key=lambda flag: order[flag.urgency]))

    def help(self) -> list[tuple[str, str]]:
        """Return what to do, and the signs to do it for: those with the same advice together."""
        flags, number = self.flags(), emergency_number(self.out.country)
        rows = []
        for urgency in URGENCIES:
            acts: dict[str, dict[str, list[str]]] = {}
            for flag in flags:
                if flag.urgency == urgency:
                    first, _, more = flag.act.partition(". ")
                    acts.setdefault(first.rstrip(".") + ".", {}).setdefault(more, []).append(
                        flag.sign
                    )
            for act, signs in acts.items():
                said = [" ".join([*each, more and f"({more})"]).strip()
                        for more, each in signs.items()]  # fmt: skip
                rows.append((with_number(act, number), "  •  ".join(said)))
        return rows

    # ---- what to try

    def presses(self, group: Group) -> bool:
        """Return whether this reader may be told to press on any of the points."""
        return any(
            pressing_offered(
                self.catalogue, point, group.side, self.marks,
                answers=self.out.answers, asked=self.out.asked,
            ) != "never"
            for point in group.points
        )  # fmt: skip

    def care(self, group: Group) -> tuple[SelfCare, ...]:
        """Return what to try."""
        presses = self.presses(group)
        return tuple(one for one in group.muscle.self_care if presses or one.kind != "press")

    def helps(self, group: Group) -> list[list[Block]]:
        """Return what to try and what keeps it going, side by side."""
        text = self.text
        care = [one.patient for one in self.care(group)]
        name = "" if self.only else f": {self.latin(group)}"
        tries = [Block(text["handout.helps"] + name, HEAD, "H2")]
        tries += [Block(words, bullet=bool(care), after=0.3)
                  for words in care or [text["card.try_none"]]]  # fmt: skip
        keeps = [Block(one.patient, bullet=True, after=0.3) for one in group.muscle.keeps_it_going]
        return [tries, [Block(text["card.keeps"], HEAD, "H2"), *keeps]] if keeps else [tries]

    def needling(self) -> list[Block]:
        """Return the advice for the days after needling."""
        text, number = self.text, emergency_number(self.out.country)
        return [
            Block(text["handout.needling"], HEAD, "H2"),
            Block(with_number(text["handout.needling_lung"], number), Style(9.6, "B"), after=0.6),
            Block(f"{text['handout.needling_sore']} {text['handout.needling_ask']}"),
        ]

    def exercises(self) -> list[Block]:
        """Return the exercises with their dose; nothing where there are none."""
        text = self.text
        rows = [
            Block(
                text("handout.exercise", what=one.what.strip(), dose=one.dose.strip())
                if one.dose.strip() else one.what.strip(),
                bullet=True, after=0.4,
            )
            for one in self.out.exercises
            if one.what.strip()
        ]  # fmt: skip
        return [Block(text["handout.exercises"], HEAD, "H2"), *rows] if rows else []

    def tests(self) -> list[Block]:
        """Return what was answered when a point was pressed, where it may be pressed."""
        text, rows = self.text, []
        groups = {(group.muscle.id, group.side): group for group in self.groups}
        for one in self.out.tests:
            group = groups.get((one.muscle, one.side))
            if group is not None and self.presses(group):
                part = self.catalogue.parts.get(one.part or "")
                name = part.part.name if part else group.muscle.name
                if one.side != "middle":
                    name = f"{name}, {text[f'side.{one.side}']}"
                answer = text[f"test.{one.answer}"]
                words = text("handout.test", muscle=name, answer=answer)
                rows.append(Block(words, bullet=True, after=0.4))
        if not rows:
            return []
        return [Block(text["handout.tests"], HEAD, "H2"), *rows, Block(text["test.note"], SMALL)]

    def visit(self) -> list[list[Block]]:
        """Return the next visit and the contact, side by side."""
        said = [("next_visit", self.out.next_visit), ("contact", self.out.contact)]
        return [
            [Block(self.text[f"handout.{key}"], HEAD, "H2"), Block(words.strip())]
            for key, words in said
            if words.strip()
        ]

    # ---- sources, and what this is not

    def sources(self) -> Sequence[Reference]:
        """Return what the words on the page rest on."""
        ids: dict[str, None] = {}
        for group in self.groups:
            muscle = group.muscle
            claims = [muscle.action, muscle.feels_like, *self.care(group), *muscle.keeps_it_going]
            for point in group.points:
                claims += [point.where, point.pattern]
                ids |= dict.fromkeys(point.evidence.sources)
            for claim in claims:
                ids |= dict.fromkeys(claim.sources)
        if self.has("help"):
            for flag in self.flags():
                ids |= dict.fromkeys(flag.sources)
        if self.has("needling"):
            ids |= dict.fromkeys(NEEDLING_SOURCES)
        return self.catalogue.cited(ids)

    def end(self) -> list[Block]:
        """Return what this is not, the sources, and what happens with the page."""
        text = self.text
        with_sources = self.has("sources") and bool(self.groups)
        blocks = [
            Block(f"{text['empty.not_a_diagnosis']} {text['empty.places_vary']}",
                  Style(8.2, "B"), after=1)
        ]  # fmt: skip
        if with_sources:
            grades = {point.evidence.grade for group in self.groups for point in group.points}
            said = "; ".join(
                text[f"card.grade.{grade}"].partition(": ")[2]
                for grade in GRADES
                if grade in grades
            )
            words = f"{text['handout.evidence']} {said}. {text['handout.stored']}"
            blocks.append(Block(words, FINE, after=0.6))
            cited: dict[str, list[str]] = {}
            for source in self.sources():
                cited.setdefault(source.checked, []).append(_short(source))
            rows = [
                f"{text[f'card.checked.{checked}']}: {'; '.join(dict.fromkeys(cited[checked]))}"
                for checked in CHECKED
                if checked in cited
            ]
            rows = [row[:1].upper() + row[1:] for row in rows]
            words = f"{text['handout.sources']}. {'. '.join(rows)}."
            blocks.append(Block(words, FINE, after=0.6))
        if self.out.unprintable:
            words = text("handout.unprintable", letters=self.out.unprintable)
            blocks.append(Block(words, FINE, after=0.6))
        return blocks if with_sources else [*blocks, Block(text["handout.stored"], FINE)]


def _short(source: Reference) -> str:
    first = source.authors.split(",")[0].removesuffix(" (authors not recorded)")
    year = f" {source.year}" if source.year else ""
    number = f", doi:{source.doi}" if source.doi else f", ISBN {source.isbn}" if source.isbn else ""
    return f"{first}{year}{number}"


def day(date: datetime.date | None) -> str:
    """Return a date as year-month-day; nothing without one."""
    return date.isoformat() if date else ""
