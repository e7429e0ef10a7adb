"""The page that a patient takes home: a PDF, and its figure as a PNG. Made in memory.

Warning signs stand above everything to try, and where self-care is on the page they cannot be left
out. Pressing is advised only as :mod:`atlas.safety` allows.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.drawing import PainDrawing, Place
from atlas.emergency import emergency_number, with_number
from atlas.handout_figure import MOST_VIEWS, Cut, cuts_of, patterns_in, png_of, sides_of
from atlas.model import CHECKED, GRADES, Muscle, Part, RedFlag, Reference, SelfCare, TriggerPoint
from atlas.paper import (
    FINE,
    FOOT,
    HAIRLINE,
    HEAD,
    INK,
    MARGIN,
    MUTED,
    PLATE,
    SMALL,
    TEAL,
    TITLE,
    Block,
    Format,
    Paper,
    Style,
    unprintable,
)
from atlas.picture import CRIMSON, DOT_RADIUS, Picture
from atlas.safety import (
    clot_question_applies,
    heart_question_applies,
    pressing_allowed,
    self_care_allowed,
    warning_signs,
)
from atlas.shapes import Points, ViewShapes, as_points, shapes_of
from atlas.text import Text

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
NEEDLING_SOURCES = ("mintken_2025", "patel_2019", "needling_soreness_2016")
URGENCIES = ("emergency", "today", "soon")
ONE, SEVERAL = 88.0, 70.0
"""Height of a plate in mm: of one muscle, and of one among several."""
LEGEND = 47.0
DPI = 200
MM_IN_INCH = 25.4
LINES_TO_WRITE_ON = 3


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
    """What somebody answered when a muscle's point was pressed."""

    muscle: str
    side: DrawnSide
    answer: Literal["yes", "no", "not_sure"]


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
class _Group:
    """The chosen points of one muscle on one side."""

    muscle: Muscle
    parts: tuple[Part, ...]
    points: tuple[TriggerPoint, ...]
    side: DrawnSide

    @property
    def drawn_side(self) -> Literal["right", "left"]:
        return "left" if self.side == "left" else "right"

    @property
    def plain_name(self) -> str:
        own = self.parts[0].plain_name if len(self.parts) == 1 else None
        name = own or self.muscle.plain_name
        return name[:1].upper() + name[1:]

    @property
    def name(self) -> str:
        return self.parts[0].name if len(self.parts) == 1 else self.muscle.name

    @property
    def hollow(self) -> frozenset[str]:
        deep = self.muscle.depth in ("deep", "internal")
        return frozenset(point.id for point in self.points if deep or point.internal)


def render(hand_out: HandOut, catalogue: Catalogue, built: Built, text: Text) -> bytes:
    """Return the hand-out as a PDF.

    Parameters
    ----------
    hand_out : HandOut
    catalogue : Catalogue
    built : Built
        Where the pictures are.
    text : Text
        The words of the interface; keys ``handout.*``.

    Returns
    -------
    bytes
        A tagged PDF of as many pages as it takes.
    """
    first = _Sheet(hand_out, catalogue, built, text)
    try:
        pages = first.fill(0)
    finally:
        first.paper.close_fonts()
    made = _Sheet(hand_out, catalogue, built, text, first.cuts)
    try:
        made.fill(pages)
        return bytes(made.paper.output())
    finally:
        made.paper.close_fonts()


def figure_png(
    hand_out: HandOut, catalogue: Catalogue, built: Built, text: Text, height: int = 700
) -> bytes:
    """Return the figures of a hand-out side by side, as a PNG; `height` in pixels of each.

    Takes the same arguments as :func:`render`.
    """
    cuts: list[Cut] = []
    hollow: frozenset[str] = frozenset()
    for group in _groups(hand_out, catalogue):
        cuts += cuts_of(built, _views(built, group))
        hollow |= group.hollow
    return png_of(built, cuts, text, hollow, height)


def _groups(hand_out: HandOut, catalogue: Catalogue) -> tuple[_Group, ...]:
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
            groups.append(_Group(muscle, parts, own, side))
    return tuple(groups)


def _views(built: Built, group: _Group) -> dict[str, ViewShapes]:
    parts, points = [part.id for part in group.parts], [point.id for point in group.points]
    views = {
        name: view.only(parts, points)
        for name, view in shapes_of(built, group.muscle.id, group.drawn_side).items()
    }
    return {name: view for name, view in views.items() if len(view.cloud())}


class _Sheet:
    """One filling of the pages; two are made, because every page says how many there are."""

    def __init__(
        self,
        hand_out: HandOut,
        catalogue: Catalogue,
        built: Built,
        text: Text,
        cuts: dict[tuple[str, str], tuple[Cut, ...]] | None = None,
    ) -> None:
        self.out, self.catalogue, self.built, self.text = hand_out, catalogue, built, text
        self.groups = _groups(hand_out, catalogue)
        self.cuts = {} if cuts is None else cuts
        self.places = hand_out.drawing.places(built.map) if self.has("marks") else ()
        self.marks = [(p.area, p.side) for p in hand_out.drawing.places(built.map)]
        only = self.groups[0] if len(self.groups) == 1 else None
        self.title = only.plain_name if only else text["handout.title_many"]
        made = hand_out.date or datetime.datetime.now(tz=datetime.UTC).date()
        self.paper = Paper(hand_out.paper, self.title, hand_out.language, made)
        self.paper.set_creator(text["app.title"])
        self.pages = 0

    def has(self, section: Section) -> bool:
        """Whether a section is ticked; warning signs go with everything to try."""
        if section == "help":
            return bool({"help", "helps"} & self.out.include)
        return section in self.out.include

    def fill(self, pages: int) -> int:
        self.pages = pages
        paper = self.paper
        paper.on_new_page = self._foot
        paper.turn()
        self._head()
        for group in self.groups:
            self._group(group)
        if self.has("help"):
            self._help()
        if self.has("helps"):
            for group in self.groups:
                self._helps(group)
        if self.has("needling"):
            self._needling()
        self._exercises()
        self._tests()
        self._notes()
        self._visit()
        self._end()
        return int(paper.pages_count)

    # ---- head and foot of the page

    def _head(self) -> None:
        paper, text, out = self.paper, self.text, self.out
        y = paper.get_y()
        with paper.ornament():
            self._wordmark(MARGIN + 2.6, y + 2.3)
        with paper.tagged("P"):
            paper.line_at(text["app.title"], MARGIN + 7.2, y, Style(11, "B"))
            keep = text["handout.keep"]
            paper.line_at(keep, paper.w - MARGIN, y + 0.4, Style(8.6, "", MUTED), "R")
        paper.set_y(y + 6.4)
        paper.rule(INK, 0.3, 3.0)
        only = self.groups[0] if len(self.groups) == 1 else None
        beside = self._latin(only) if only else ""
        italic = Style(12.5, "I", MUTED)
        room = paper.wide - paper.width_of(self.title, TITLE) - 4
        fits = beside and paper.width_of(beside, italic) <= room
        y = paper.get_y()
        paper.paragraph(self.title, TITLE, kind="H1", after=0)
        if fits:
            with paper.tagged("P"):
                x = MARGIN + paper.width_of(self.title, TITLE) + 4
                paper.line_at(beside, x, y + 2.6, italic)
        elif beside:
            paper.paragraph(beside, italic, after=0)
        paper.space(0.8)
        said = [
            text("handout.for", name=out.name) if out.name.strip() else "",
            text("handout.by", clinic=out.clinic) if out.clinic.strip() else "",
            _day(out.date),
        ]
        if any(said):
            paper.paragraph("  ·  ".join(filter(None, said)), Style(9.6, "B"), after=1.2)
        if self.groups:
            paper.paragraph(text["handout.lead" if only else "handout.lead_many"], after=2.4)

    def _wordmark(self, x: float, y: float) -> None:
        paper = self.paper
        paper.set_draw_color(*INK)
        paper.set_line_width(0.35)
        paper.circle(x, y, 2.5, style="D")
        paper.set_draw_color(*CRIMSON)
        paper.set_line_width(0.75)
        for rise in (-1, 1):
            paper.line(x - 1.1, y - 1.1 * rise, x + 1.1, y + 1.1 * rise)

    def _foot(self) -> None:
        paper, text = self.paper, self.text
        y = float(paper.h) - FOOT + 5.5
        with paper.ornament():
            paper.set_draw_color(*HAIRLINE)
            paper.set_line_width(0.2)
            paper.line(MARGIN, y - 1.2, paper.w - MARGIN, y - 1.2)
            left = "  ·  ".join(filter(None, (text["app.title"], _day(self.out.date))))
            paper.line_at(left, MARGIN, y, FINE)
            page = text("handout.page", n=paper.page_no(), all=self.pages)
            paper.line_at(page, paper.w - MARGIN, y, FINE, "R")

    def _latin(self, group: _Group) -> str:
        if group.side == "middle":
            return group.name
        return f"{group.name}, {self.text[f'side.{group.side}']}"

    # ---- a muscle

    def _group(self, group: _Group) -> None:
        paper = self.paper
        alone = len(self.groups) == 1
        if not alone:
            paper.need((SEVERAL if self.has("figure") else 0) + 30)
            name = f"{group.plain_name} ({self._latin(group)})"
            paper.paragraph(name, Style(12.5, "B"), kind="H2", after=1)
        if self.has("figure"):
            self._plate(group, ONE if alone else SEVERAL)
        if self.has("plain"):
            self._plain(group)

    def _plain(self, group: _Group) -> None:
        text, muscle = self.text, group.muscle
        own = [point.feels_like for point in group.points if point.feels_like]
        feels = own[0] if own and len(group.points) == 1 else muscle.feels_like
        self.paper.beside([
            [Block(text["card.is"], HEAD, "H3"),
             Block(muscle.plain, after=2)],
            [Block(text["card.feels"], HEAD, "H3"), Block(feels.patient, after=2)],
        ])  # fmt: skip
        rows, said = [Block(text["handout.points"], HEAD, "H3")], set[str]()
        for letter, point in self._lettered(group):
            pattern = point.pattern.patient
            again = pattern in said
            said.add(pattern)
            name = point.name[:1].upper() + point.name[1:]
            words = f"{f'({letter}) ' * bool(letter)}{name}. {point.where.patient}"
            rows.append(Block(words if again else f"{words} {pattern}", bullet=True, after=0.4))
        self.paper.stack(rows)

    def _lettered(self, group: _Group) -> Iterator[tuple[str, TriggerPoint]]:
        for k, point in enumerate(group.points):
            yield (chr(ord("a") + k) if 1 < len(group.points) <= 26 else ""), point

    def _plate(self, group: _Group, tall: float) -> None:
        paper, text = self.paper, self.text
        key = (group.muscle.id, group.side)
        if key not in self.cuts:
            own = {name: self._mark_points(name) for name in _views(self.built, group)}
            self.cuts[key] = cuts_of(self.built, _views(self.built, group), own, MOST_VIEWS)
        cuts = self.cuts[key]
        if not cuts:
            paper.paragraph(text["handout.no_picture"], SMALL)
            return
        paper.need(tall + 2)
        top, left = paper.get_y(), MARGIN
        titles = [" ".join(filter(None, sides_of(cut.view, text))) for cut in cuts]
        pattern = " ".join(dict.fromkeys(point.pattern.patient for point in group.points))
        alt = text(
            "handout.picture_of.middle" if group.side == "middle" else "handout.picture_of",
            muscle=group.name, side=self.text[f"side.{group.side}"], views=", ".join(titles),
            pattern=pattern,
        )  # fmt: skip
        with paper.tagged("Figure", alt):
            paper.set_fill_color(*PLATE)
            paper.set_draw_color(*HAIRLINE)
            paper.set_line_width(0.25)
            paper.rect(left, top, paper.wide, tall, style="DF", round_corners=True, corner_radius=2)
            room = paper.wide - LEGEND - 6
            high = tall - 11
            scale = min(high / max(cut.tall for cut in cuts), room / sum(cut.wide for cut in cuts))
            scales = [
                scale if cut.tall > 0.5 else min(high / cut.tall, room / len(cuts) / cut.wide)
                for cut in cuts
            ]
            used = sum(cut.wide * each for cut, each in zip(cuts, scales, strict=True))
            if used > room:
                scales = [each * room / used for each in scales]
                used = room
            gap = (room - used) / (len(cuts) + 1)
            x = left + 3 + gap
            slots = [cut.wide * each for cut, each in zip(cuts, scales, strict=True)]
            for cut, each, slot in zip(cuts, scales, slots, strict=True):
                self._view(group, cut, x, top + 8.5, each, slot + gap)
                x += slot + gap
        self._legend(group, left + paper.wide - LEGEND, top + 5)
        paper.set_y(top + tall)
        paper.space(3)

    def _view(self, group: _Group, cut: Cut, x: float, y: float, scale: float, room: float) -> None:
        """Draw a cut-out with its left top at (x, y), `scale` mm a metre."""
        paper = self.paper
        wide, tall = cut.wide * scale, cut.tall * scale
        if self.pages:  # the first filling only counts them
            picture = Picture(self.built, cut.view, cut.box, scale / MM_IN_INCH * DPI, PLATE)
            for part in cut.shapes.parts.values():
                picture.muscle(part)
            picture.fade()
            paper.pixels(picture.image, x, y, wide, tall)

        def at(points: Points) -> list[tuple[float, float]]:
            return [(x + (px - cut.box[0]) * scale, y + (cut.box[3] - py) * scale)
                    for px, py in points]  # fmt: skip

        self._over(cut.view, x + wide / 2, y - 5.2, room)
        with paper.local_context(), paper.rect_clip(x, y, wide, tall):
            for part in cut.shapes.parts.values():
                paper.set_draw_color(104, 48, 40)
                paper.set_line_width(0.25)
                paper.region([at(ring) for ring in part.outline], "S")
            for point in patterns_in(cut.shapes):
                self._pattern([at(ring) for ring in point.essential],
                              [at(ring) for ring in point.spillover], at(point.dots),
                              max(0.2, DOT_RADIUS * scale))  # fmt: skip
            centres = self._marks(cut.view, at)
            spots = {
                one.id: (letter, *at(np.array([shape.x]))[0])
                for letter, one in self._lettered(group)
                if (shape := cut.shapes.points.get(one.id)) is not None and shape.x is not None
            }
            for name, (_, px, py) in spots.items():
                self._cross(px, py, name in group.hollow)
            for letter, px, py in spots.values():
                crowded = any(0 < qx - px < 5 and abs(qy - py) < 3 for _, qx, qy in spots.values())
                self._letter(letter, px + (-3.2 if crowded else 1.7), py)
        self._badges(centres, x, y, wide, tall)

    def _over(self, view: str, x: float, y: float, room: float) -> None:
        """Write a view's title with the sides on it, smaller where there is little room."""
        paper = self.paper
        before, title, after = sides_of(view, self.text)
        for size in (9.0, 8.0, 7.0, 6.2):
            plain, bold = Style(size, "", MUTED), Style(size + 0.4, "B")
            words = [(w, s) for w, s in ((before, plain), (title, bold), (after, plain)) if w]
            widths = [paper.width_of(word, style) for word, style in words]
            long = sum(widths) + 2.4 * (len(words) - 1)
            if long <= room:
                break
        left = x - long / 2
        for (word, style), width in zip(words, widths, strict=True):
            paper.line_at(word, left, y, style)
            left += width + 2.4

    def _pattern(
        self,
        essential: Sequence[list[tuple[float, float]]],
        spillover: Sequence[list[tuple[float, float]]],
        dots: Sequence[tuple[float, float]],
        radius: float,
    ) -> None:
        paper = self.paper
        paper.set_fill_color(*CRIMSON)
        if spillover:
            with paper.local_context(fill_opacity=0.14):
                paper.region(spillover, "f")
        for x, y in dots:
            paper.circle(x, y, radius, style="F")
        if essential:
            with paper.local_context(fill_opacity=0.78):
                paper.region(essential, "f")
            paper.set_draw_color(255, 255, 255)
            paper.set_line_width(0.25)
            paper.region(essential, "S")

    def _cross(self, x: float, y: float, hollow: bool = False, arm: float = 1.25) -> None:
        paper = self.paper
        strokes = [((255, 255, 255), 1.25), (INK, 0.85 if hollow else 0.55)]
        if hollow:
            strokes.append(((255, 255, 255), 0.36))
        for colour, thick in strokes:
            paper.set_draw_color(*colour)
            paper.set_line_width(thick)
            for rise in (-arm, arm):
                paper.line(x - arm, y - rise, x + arm, y + rise)

    def _letter(self, letter: str, x: float, y: float) -> None:
        for dx, dy in ((-0.25, 0), (0.25, 0), (0, -0.25), (0, 0.25)):
            self.paper.line_at(letter, x + dx, y - 2.6 + dy, Style(7.5, "B", (255, 255, 255)))
        self.paper.line_at(letter, x, y - 2.6, Style(7.5, "B"))

    # ---- the reader's marks

    def _rings_of(self, view: str, place: Place) -> list[Points]:
        files = self.built.manifest["views"].get(view)
        if files is None:
            return []
        cells = self.built.read(files["geometry"])["cells"]
        return [as_points(ring) for cell in place.cells for ring in cells.get(str(cell), ())]

    def _mark_points(self, view: str) -> Points:
        rings = [ring for place in self.places for ring in self._rings_of(view, place)]
        return np.concatenate(rings) if rings else np.zeros((0, 2))

    def _marks(
        self, view: str, at: Callable[[Points], list[tuple[float, float]]]
    ) -> list[tuple[int, float, float]]:
        """Outline the places that show in a view; return their numbers and middles."""
        paper, centres = self.paper, []
        page = [(0.0, 0.0), (float(paper.w), 0.0), (float(paper.w), float(paper.h)),
                (0.0, float(paper.h))]  # fmt: skip
        for place in self.places:
            rings = [at(ring) for ring in self._rings_of(view, place)]
            if not rings:
                continue
            with paper.local_context():
                # Only what lies outside all cells is painted: the outline of the cells together.
                paper.region([page, *rings], "W* n")
                for colour, thick in (((255, 255, 255), 1.7), (TEAL, 1.0)):
                    paper.set_draw_color(*colour)
                    paper.set_line_width(thick)
                    paper.region(rings, "S")
            x, y = np.concatenate([np.array(ring) for ring in rings]).mean(0)
            centres.append((place.n, float(x), float(y)))
        return centres

    def _badges(
        self,
        centres: Sequence[tuple[int, float, float]],
        x: float,
        y: float,
        wide: float,
        tall: float,
    ) -> None:
        """Put the numbers of places beside the figure, each on a leader line."""
        paper, taken = self.paper, list[tuple[float, float]]()
        for number, px, py in sorted(centres, key=lambda one: one[2]):
            bx = x - 0.4 if px < x + wide / 2 else x + wide + 0.4
            by = max(y + 2, py - 4)
            while any(bx == ox and abs(by - oy) < 4.6 for ox, oy in taken) and by < y + tall:
                by += 0.8
            taken.append((bx, by))
            paper.set_draw_color(*TEAL)
            paper.set_line_width(0.3)
            paper.line(bx, by, px, py)
            paper.set_fill_color(*TEAL)
            paper.circle(bx, by, 2.0, style="F")
            style = Style(7, "B", (255, 255, 255))
            paper.line_at(str(number), bx, by - 1.35, style, "C")

    # ---- what the signs mean

    def _legend(self, group: _Group, x: float, y: float) -> None:
        paper, text = self.paper, self.text
        rows = [("main", "legend.essential"), ("dots", "legend.spillover")]
        points = {point.id for point in group.points}
        if points - group.hollow:
            rows.append(("x", "legend.point"))
        if points & group.hollow:
            rows.append(("open", "legend.open"))
        rows.append(("muscle", "legend.muscle"))
        if self.places:
            rows.append(("mark", "legend.mark"))
        for sign, key in rows:
            with paper.ornament():
                self._sign(sign, x, y)
            with paper.tagged("P"):
                paper.line_at(text[key], x + 9, y + 0.2, Style(8.8))
            y += 6.2
        if not self.places:
            return
        with paper.ornament():
            paper.set_draw_color(*HAIRLINE)
            paper.set_line_width(0.2)
            paper.line(x, y, x + LEGEND - 5, y)
        y += 1.5
        style = Style(8, "")
        with paper.tagged("P"):
            paper.line_at(text["handout.marks"], x, y, Style(8.6, "B"))
            y += 4.6
            floor: float = paper.get_y() + (ONE if len(self.groups) == 1 else SEVERAL) - 4
            for k, place in enumerate(self.places):
                lines = paper.wrapped(self._place(place), LEGEND - 17, style)
                if y + style.line * (len(lines) + 1) > floor and k + 1 < len(self.places):
                    paper.line_at(text("places.all", n=len(self.places) - k), x, y, style)
                    return
                paper.line_at(str(place.n), x, y, Style(8, "B", TEAL))
                if place.said.strength is not None:
                    strength = text("places.strength.of", n=place.said.strength)
                    paper.line_at(strength, x + LEGEND - 5, y, Style(8, "B"), "R")
                for line in lines:
                    paper.line_at(line, x + 4, y, style)
                    y += style.line
                y += 0.6

    def _place(self, place: Place) -> str:
        area = self.catalogue.areas.get(place.area)
        name = area.name if area else place.area
        if place.side == "middle":
            return name
        return self.text("place.named", side=self.text[f"side.{place.side}"], area=name)

    def _sign(self, sign: str, x: float, y: float) -> None:
        paper = self.paper
        box = {"x": x, "y": y + 0.4, "w": 6, "h": 3.4}
        round_ = {"round_corners": True, "corner_radius": 1.4}
        if sign == "main":
            paper.set_fill_color(*CRIMSON)
            paper.rect(**box, **round_, style="F")  # type: ignore[arg-type]
        elif sign == "dots":
            paper.set_fill_color(*CRIMSON)
            for k in range(10):
                row, column = divmod(k, 5)
                paper.circle(x + 0.5 + column * 1.2 + 0.4 * row, y + 1.2 + row * 1.5, 0.28,
                             style="F")  # fmt: skip
        elif sign in ("x", "open"):
            self._cross(x + 3, y + 2.1, sign == "open")
        elif sign == "muscle":
            paper.set_fill_color(190, 112, 90)
            paper.set_draw_color(104, 48, 40)
            paper.set_line_width(0.25)
            paper.rect(**box, **round_, style="DF")  # type: ignore[arg-type]
            for drop in (1.1, 2.3):
                paper.line(x + 0.8, y + 0.4 + drop, x + 5.2, y + 0.2 + drop)
        else:
            paper.set_draw_color(*TEAL)
            paper.set_line_width(0.6)
            paper.rect(**box, **round_, style="D")  # type: ignore[arg-type]

    # ---- when to get help

    def _flags(self) -> tuple[RedFlag, ...]:
        found: dict[str, RedFlag] = {}
        for group in self.groups or (None,):
            muscle, side = (group.muscle.id, group.side) if group else (None, None)
            for flag in warning_signs(self.catalogue, self.marks, muscle, side):
                found[flag.id] = flag
        order = {urgency: k for k, urgency in enumerate(URGENCIES)}
        return tuple(sorted(found.values(), key=lambda flag: order[flag.urgency]))

    def _help(self) -> None:
        """Write the warning signs that belong to it, those with the same advice together."""
        paper, text = self.paper, self.text
        flags = self._flags()
        number = emergency_number(self.out.country)
        paper.need(26)
        inside = {"x": MARGIN + 4.2, "wide": paper.wide - 8, "care": True}
        paper.care_edge(1.6)
        paper.paragraph(text["handout.help"], HEAD, kind="H2", after=0.6, **inside)  # type: ignore[arg-type]
        body, strong = Style(8.2), Style(8.2, "B")
        for urgency in URGENCIES:
            acts: dict[str, dict[str, list[str]]] = {}
            for flag in flags:
                if flag.urgency == urgency:
                    first, _, more = flag.act.partition(". ")
                    acts.setdefault(first.rstrip(".") + ".", {}).setdefault(more, []).append(
                        flag.sign
                    )
            for act, rows in acts.items():
                words = with_number(act, number)
                paper.paragraph(words, strong, after=0, keep=2 * body.line, **inside)  # type: ignore[arg-type]
                said = [" ".join([*signs, more and f"({more})"]).strip()
                        for more, signs in rows.items()]  # fmt: skip
                paper.paragraph("  •  ".join(said), body, after=0.7, **inside)  # type: ignore[arg-type]
        paper.care_edge(0.8)
        paper.space(3)

    # ---- what to try

    def _presses(self, group: _Group) -> bool:
        """Whether this reader may be told to press on any of the points."""
        marks = (self.catalogue, self.marks, group.muscle.id, group.side)
        if heart_question_applies(*marks):
            return False
        if clot_question_applies(*marks) and any(
            flag.clot_question and self.out.answers.get(flag.id) != "no"
            for flag in warning_signs(*marks)
        ):
            return False
        return any(
            pressing_allowed(self.catalogue, point, group.side, answers=self.out.answers) != "never"
            for point in group.points
        )

    def _care(self, group: _Group) -> tuple[SelfCare, ...]:
        allowed = self_care_allowed(
            self.catalogue, group.muscle, group.side, answers=self.out.answers
        )
        presses = self._presses(group)
        return tuple(one for one in allowed if presses or one.kind != "press")

    def _helps(self, group: _Group) -> None:
        text = self.text
        care = [one.patient for one in self._care(group)]
        name = "" if len(self.groups) == 1 else f": {self._latin(group)}"
        tries = [Block(text["handout.helps"] + name, HEAD, "H2")]
        tries += [Block(words, bullet=bool(care), after=0.3)
                  for words in care or [text["card.try_none"]]]  # fmt: skip
        keeps = [Block(one.patient, bullet=True, after=0.3) for one in group.muscle.keeps_it_going]
        if keeps:
            self.paper.beside([tries, [Block(text["card.keeps"], HEAD, "H2"), *keeps]])
        else:
            self.paper.stack(tries)

    def _needling(self) -> None:
        text, number = self.text, emergency_number(self.out.country)
        self.paper.stack([
            Block(text["handout.needling"], HEAD, "H2"),
            Block(with_number(text["handout.needling_lung"], number), Style(9.6, "B"), after=0.6),
            Block(f"{text['handout.needling_sore']} {text['handout.needling_ask']}"),
        ])  # fmt: skip

    def _exercises(self) -> None:
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
        if rows and self.has("exercises"):
            self.paper.stack([Block(text["handout.exercises"], HEAD, "H2"), *rows])

    def _tests(self) -> None:
        text, rows = self.text, []
        groups = {(group.muscle.id, group.side): group for group in self.groups}
        for one in self.out.tests:
            group = groups.get((one.muscle, one.side))
            if group is not None and self._presses(group):
                answer = text[f"test.{one.answer}"]
                words = text("handout.test", muscle=self._latin(group), answer=answer)
                rows.append(Block(words, bullet=True, after=0.4))
        if rows and self.has("tests"):
            self.paper.stack([
                Block(text["handout.tests"], HEAD, "H2"), *rows, Block(text["test.note"], SMALL)
            ])  # fmt: skip

    def _notes(self) -> None:
        paper, text = self.paper, self.text
        if not self.has("notes"):
            return
        if self.out.notes.strip():
            notes = Block(self.out.notes.strip())
            paper.stack([Block(text["handout.notes"], HEAD, "H2"), notes])
            return
        paper.need(8 + 8 * LINES_TO_WRITE_ON)
        paper.paragraph(text["handout.notes"], HEAD, kind="H2", after=0)
        for _ in range(LINES_TO_WRITE_ON):
            paper.space(7.5)
            paper.rule((140, 128, 119), 0.2, 0)
        paper.space(4)

    def _visit(self) -> None:
        said = [("next_visit", self.out.next_visit), ("contact", self.out.contact)]
        columns = [
            [Block(self.text[f"handout.{key}"], HEAD, "H2"), Block(words.strip())]
            for key, words in said
            if words.strip()
        ]
        if columns:
            self.paper.beside(columns)

    # ---- sources, and what this is not

    def _sources(self) -> Sequence[Reference]:
        ids: dict[str, None] = {}
        for group in self.groups:
            muscle = group.muscle
            claims = [muscle.action, muscle.feels_like, *self._care(group), *muscle.keeps_it_going]
            for point in group.points:
                claims += [point.where, point.pattern]
                ids |= dict.fromkeys(point.evidence.sources)
            for claim in claims:
                ids |= dict.fromkeys(claim.sources)
        if self.has("help"):
            for flag in self._flags():
                ids |= dict.fromkeys(flag.sources)
        if self.has("needling"):
            ids |= dict.fromkeys(NEEDLING_SOURCES)
        return self.catalogue.cited(ids)

    def _end(self) -> None:
        paper, text = self.paper, self.text
        paper.need(14)
        paper.rule(after=1.4)
        strong = Style(8.2, "B")
        paper.paragraph(
            f"{text['empty.not_a_diagnosis']} {text['empty.places_vary']}", strong, after=1
        )
        if self.has("sources") and self.groups:
            grades = {point.evidence.grade for group in self.groups for point in group.points}
            said = "; ".join(
                text[f"card.grade.{grade}"].partition(": ")[2]
                for grade in GRADES
                if grade in grades
            )
            paper.paragraph(f"{text['handout.evidence']} {said}.", FINE, after=0.6)
            cited: dict[str, list[str]] = {}
            for source in self._sources():
                cited.setdefault(source.checked, []).append(_short(source))
            rows = [
                f"{text[f'card.checked.{checked}']}: {'; '.join(dict.fromkeys(cited[checked]))}"
                for checked in CHECKED
                if checked in cited
            ]
            paper.paragraph(f"{text['handout.sources']}, {'. '.join(rows)}.", FINE, after=0.6)
        if self.out.unprintable:
            words = text("handout.unprintable", letters=self.out.unprintable)
            paper.paragraph(words, FINE, after=0.6)
        paper.paragraph(text["handout.stored"], FINE, after=0)


def _short(source: Reference) -> str:
    first = source.authors.split(",")[0].removesuffix(" (authors not recorded)")
    year = f" {source.year}" if source.year else ""
    number = f", doi:{source.doi}" if source.doi else f", ISBN {source.isbn}" if source.isbn else ""
    return f"{first}{year}{number}"


def _day(date: datetime.date | None) -> str:
    return date.isoformat() if date else ""
