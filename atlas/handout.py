"""The page that a patient takes home as a PDF, and its figure as a PNG. Made in memory."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import numpy as np

from atlas.built import Built
from atlas.catalogue import Catalogue
from atlas.handout_content import (
    ChosenPoint,
    Content,
    DrawnSide,
    Exercise,
    Group,
    HandOut,
    SelfTest,
    day,
    groups_of,
    views_of,
)
from atlas.handout_figure import (
    MOST_VIEWS,
    Cut,
    cuts_of,
    patterns_in,
    picture_of,
    png_of,
    rings_of,
    sides_of,
)
from atlas.handout_sections import SECTIONS, USUAL, Section
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
    Paper,
    Style,
)
from atlas.picture import CRIMSON, DOT_RADIUS, Picture
from atlas.shapes import Points
from atlas.text import Text

__all__ = [
    "SECTIONS",
    "USUAL",
    "ChosenPoint",
    "DrawnSide",
    "Exercise",
    "HandOut",
    "Section",
    "SelfTest",
    "figure_png",
    "render",
]

ONE, SEVERAL, LOW = 88.0, 70.0, 62.0
"""Height of a plate in mm: of one muscle, of one among several, and where a page is saved by it."""
ENOUGH = 2
"""Pages that one muscle should do with."""
LEGEND = 47.0
DPI = 200
MM_IN_INCH = 25.4
LINES_TO_WRITE_ON = 3


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
    cuts: dict[tuple[str, str], tuple[Cut, ...]] = {}
    heights = {ONE: 0, LOW: 0} if len(groups_of(hand_out, catalogue)) == 1 else {SEVERAL: 0}
    for height in heights:
        tried = _Sheet(hand_out, catalogue, built, text, cuts, height)
        try:
            heights[height] = tried.fill(0)
        finally:
            tried.paper.close_fonts()
        if heights[height] <= ENOUGH:
            break
    tall = min((h for h in heights if heights[h]), key=lambda h: (heights[h], -h))
    pages = heights[tall]
    made = _Sheet(hand_out, catalogue, built, text, cuts, tall)
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
    content = Content(hand_out, catalogue, built, text)
    cuts: list[Cut] = []
    hollow: frozenset[str] = frozenset()
    for group in content.groups:
        cuts += group_cuts(content, group)
        hollow |= group.hollow
    return png_of(picture_of(built, cuts, text, hollow, height, marks=content.places))


def group_cuts(content: Content, group: Group) -> tuple[Cut, ...]:
    """Return the views that a hand-out shows of a muscle, cut out."""
    built = content.built
    views = views_of(built, group)
    marks = {
        name: np.concatenate(rings)
        for name in views
        if (rings := [r for place in content.places for r in rings_of(built, name, place)])
    }
    return cuts_of(built, views, marks, MOST_VIEWS)


class _Sheet:
    """One filling of the pages; two are made, because every page says how many there are."""

    def __init__(
        self,
        hand_out: HandOut,
        catalogue: Catalogue,
        built: Built,
        text: Text,
        cuts: dict[tuple[str, str], tuple[Cut, ...]],
        tall: float,
    ) -> None:
        self.content = Content(hand_out, catalogue, built, text)
        self.out, self.built, self.text = hand_out, built, text
        self.groups, self.places = self.content.groups, self.content.places
        self.has = self.content.has
        self.cuts, self.tall = cuts, tall
        made = hand_out.date or datetime.datetime.now(tz=datetime.UTC).date()
        self.paper = Paper(hand_out.paper, self.content.title, hand_out.language, made)
        self.paper.set_creator(text["app.title"])
        self.pages = 0

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
                paper.beside(self.content.helps(group))
        if self.has("needling"):
            paper.stack(self.content.needling())
        if self.has("exercises"):
            paper.stack(self.content.exercises())
        if self.has("tests"):
            paper.stack(self.content.tests())
        self._notes()
        if columns := self.content.visit():
            paper.beside(columns)
        self._end()
        return int(paper.pages_count)

    # ---- head and foot of the page

    def _head(self) -> None:
        paper, text, content = self.paper, self.text, self.content
        y = paper.get_y()
        with paper.ornament():
            self._wordmark(MARGIN + 2.6, y + 2.3)
        with paper.tagged("P"):
            paper.line_at(text["app.title"], MARGIN + 7.2, y, Style(11, "B"))
            keep = text["handout.keep"]
            paper.line_at(keep, paper.w - MARGIN, y + 0.4, Style(8.6, "", MUTED), "R")
        paper.set_y(y + 6.4)
        paper.rule(INK, 0.3, 3.0)
        beside = content.latin(content.only) if content.only else ""
        italic = Style(12.5, "I", MUTED)
        room = paper.wide - paper.width_of(self.content.title, TITLE) - 4
        fits = beside and paper.width_of(beside, italic) <= room
        y = paper.get_y()
        paper.paragraph(self.content.title, TITLE, kind="H1", after=0)
        if fits:
            with paper.tagged("P"):
                x = MARGIN + paper.width_of(self.content.title, TITLE) + 4
                paper.line_at(beside, x, y + 2.6, italic)
        elif beside:
            paper.paragraph(beside, italic, after=0)
        paper.space(0.8)
        if content.said:
            paper.paragraph(content.said, Style(9.6, "B"), after=1.2)
        if content.lead:
            paper.paragraph(content.lead, after=2.4)

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
            left = "  ·  ".join(filter(None, (text["app.title"], day(self.out.date))))
            paper.line_at(left, MARGIN, y, FINE)
            page = text("handout.page", n=paper.page_no(), all=self.pages)
            paper.line_at(page, paper.w - MARGIN, y, FINE, "R")

    # ---- a muscle

    def _group(self, group: Group) -> None:
        paper = self.paper
        alone = len(self.groups) == 1
        if not alone:
            paper.need((self.tall if self.has("figure") else 0) + 30)
            paper.paragraph(self.content.heading(group), Style(12.5, "B"), kind="H2", after=1)
        if self.has("figure"):
            self._plate(group, self.tall)
        if self.has("plain"):
            paper.beside(self.content.plain(group))
            paper.stack(self.content.points(group))

    def _plate(self, group: Group, tall: float) -> None:
        paper, text = self.paper, self.text
        key = (group.muscle.id, group.side)
        if key not in self.cuts:
            self.cuts[key] = group_cuts(self.content, group)
        cuts = self.cuts[key]
        if not cuts:
            paper.paragraph(text["handout.no_picture"], SMALL)
            return
        paper.need(tall + 2)
        top, left = paper.get_y(), MARGIN
        titles = [" ".join(filter(None, sides_of(cut.view, text))) for cut in cuts]
        alt = self.content.picture(group, titles)
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
            drawn = []
            for cut, each, slot in zip(cuts, scales, slots, strict=True):
                drawn.append((self._view(group, cut, x, top + 8.5, each, slot + gap), x, cut, each))
                x += slot + gap
            for centres, left_of, cut, each in drawn:  # over all pictures
                self._badges(centres, left_of, top + 8.5, cut.wide * each, cut.tall * each)
        self._legend(group, left + paper.wide - LEGEND, top + 5)
        paper.set_y(top + tall)
        paper.space(3)

    def _view(
        self, group: Group, cut: Cut, x: float, y: float, scale: float, room: float
    ) -> list[tuple[int, float, float]]:
        """Draw a cut-out, left top at (x, y), `scale` mm a metre; return where marks are."""
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
                for letter, one in group.lettered()
                if (shape := cut.shapes.points.get(one.id)) is not None and shape.x is not None
            }
            for name, (_, px, py) in spots.items():
                self._cross(px, py, name in group.hollow)
            for letter, px, py in spots.values():
                crowded = any(0 < qx - px < 5 and abs(qy - py) < 3 for _, qx, qy in spots.values())
                self._letter(letter, px + (-3.2 if crowded else 1.7), py)
        return centres

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

    def _marks(
        self, view: str, at: Callable[[Points], list[tuple[float, float]]]
    ) -> list[tuple[int, float, float]]:
        """Outline the places that show in a view; return their numbers and middles."""
        paper, centres = self.paper, []
        page = [(0.0, 0.0), (float(paper.w), 0.0), (float(paper.w), float(paper.h)),
                (0.0, float(paper.h))]  # fmt: skip
        for place in self.places:
            rings = [at(ring) for ring in rings_of(self.built, view, place)]
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

    def _legend(self, group: Group, x: float, y: float) -> None:
        paper, text = self.paper, self.text
        for sign, words in self.content.legend(group):
            with paper.ornament():
                self._sign(sign, x, y)
            with paper.tagged("P"):
                paper.line_at(words, x + 9, y + 0.2, Style(8.8))
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
            floor: float = paper.get_y() + self.tall - 4
            for k, place in enumerate(self.places):
                lines = paper.wrapped(self.content.place(place), LEGEND - 17, style)
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

    def _help(self) -> None:
        """Write the warning signs that belong to it, those with the same advice together."""
        paper, text = self.paper, self.text
        paper.need(26)
        inside = {"x": MARGIN + 4.2, "wide": paper.wide - 8, "care": True}
        paper.care_edge(1.6)
        paper.paragraph(text["handout.help"], HEAD, kind="H2", after=0.6, **inside)  # type: ignore[arg-type]
        body, strong = Style(8.2), Style(8.2, "B")
        for act, signs in self.content.help():
            paper.paragraph(act, strong, after=0, keep=2 * body.line, **inside)  # type: ignore[arg-type]
            paper.paragraph(signs, body, after=0.7, **inside)  # type: ignore[arg-type]
        paper.care_edge(0.8)
        paper.space(3)

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

    def _end(self) -> None:
        paper = self.paper
        paper.need(14)
        paper.rule(after=1.4)
        for one in self.content.end():
            paper.paragraph(one.words, one.style, after=one.after)
