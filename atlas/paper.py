"""Printed pages: text that flows, figures, and the structure that a screen reader follows.

The only module that knows fpdf2. Its private calls stand here: fpdf2 marks figures for screen
readers but neither headings nor paragraphs, so the marks are written by us. Millimetres from the
top left of the page.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Literal

from fpdf import FPDF
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences
from PIL import Image

from atlas.paths import DATA

Format = Literal["A4", "Letter"]
Colour = tuple[int, int, int]
Kind = Literal["H1", "H2", "H3", "P", "Figure"]

MARGIN, FOOT = 14.0, 16.0
LEADING = 1.36
MM_IN_POINT = 0.352778
INK: Colour = (42, 37, 34)
MUTED: Colour = (102, 93, 86)
TEAL: Colour = (27, 94, 102)
OCHRE: Colour = (128, 83, 0)
CARE: Colour = (253, 247, 234)
PLATE: Colour = (251, 249, 246)
HAIRLINE: Colour = (220, 211, 201)
FONT = "noto"
FILES = {"": "NotoSans-Regular.ttf", "B": "NotoSans-Bold.ttf", "I": "NotoSans-Italic.ttf"}
JPEG_QUALITY = 88
_ADVANCES: dict[str, dict[str, float]] = {}
"""Style letter -> letter -> its width in mm at one point."""


@cache
def letters(style: str = "") -> frozenset[int]:
    """Return the code points that a style of our font can print."""
    read = FPDF()
    read.add_font(FONT, style, DATA / "fonts" / FILES[style])
    font = read.fonts[FONT + style]
    if not isinstance(font, TTFFont):
        return frozenset()
    font.ttfont.close()
    return frozenset(font.cmap)


def printable(words: str, style: str = "") -> str:
    """Return words with what our font cannot print as "?"; line ends stay.

    fpdf2 writes letters that it does not have to the log, and nothing of a session may be there.
    """
    known = letters(style)
    composed = unicodedata.normalize("NFC", words.replace("\r\n", "\n").replace("\r", "\n"))
    out = []
    for letter in composed:
        if letter == "\n" or ord(letter) in known:
            out.append(letter)
        elif letter == "\t":
            out.append(" ")
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Mn"):
            out.append("?")
    return "".join(out)


def unprintable(words: str) -> str:
    """Return the letters that our font does not have, each once, in order."""
    known = letters()
    composed = unicodedata.normalize("NFC", words)
    return "".join(
        letter
        for letter in dict.fromkeys(composed)
        if ord(letter) not in known and unicodedata.category(letter) not in ("Cc", "Cf", "Cs")
    )


@dataclass(frozen=True)
class Style:
    """How a run of text looks: points, fpdf2's style letter, colour."""

    size: float = 9.6
    face: Literal["", "B", "I"] = ""
    colour: Colour = INK

    @property
    def line(self) -> float:
        """Height of a line in mm."""
        return self.size * MM_IN_POINT * LEADING


BODY = Style()
HEAD = Style(10.4, "B")
TITLE = Style(20, "B")
BULLET = 3.4
SMALL = Style(8, "", MUTED)
FINE = Style(7.4, "", MUTED)


@dataclass(frozen=True)
class Block:
    """A text with how it looks, what it is, and the room below it in mm."""

    words: str
    style: Style = BODY
    kind: Kind = "P"
    bullet: bool = False
    after: float = 0


class Paper(FPDF):
    """Pages that are filled from top to bottom; what does not fit goes on with the next page.

    Parameters
    ----------
    size : {"A4", "Letter"}
    title, language : str
        Of the document.
    made : datetime.date
        The day it says that it was made.
    """

    def __init__(self, size: Format, title: str, language: str, made: datetime.date) -> None:
        super().__init__(format=size)
        self.set_auto_page_break(False)
        self.set_margin(MARGIN)
        self.set_title(printable(title))
        self.set_lang(language)
        self.set_creation_date(
            datetime.datetime(made.year, made.month, made.day, tzinfo=datetime.UTC)
        )
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        for face, name in FILES.items():
            self.add_font(FONT, face, DATA / "fonts" / name)
        self.on_new_page: Callable[[], None] = lambda: None

    def close_fonts(self) -> None:
        """Let go of the font files, which fpdf2 keeps open."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    # ---- where we are

    @property
    def wide(self) -> float:
        """Width between the margins."""
        return float(self.w) - 2 * MARGIN

    @property
    def left_over(self) -> float:
        """Height that is left on this page."""
        return float(self.h) - FOOT - float(self.get_y())

    @property
    def full(self) -> float:
        """Height of an empty page."""
        return float(self.h) - FOOT - MARGIN

    def turn(self) -> None:
        """Begin a new page."""
        self.add_page()
        self.set_xy(MARGIN, MARGIN)
        self.on_new_page()

    def need(self, height: float) -> None:
        """Begin a new page where a height does not fit on this one."""
        if self.left_over < height and self.get_y() > MARGIN + 1:
            self.turn()

    def space(self, height: float) -> None:
        """Leave some room, none at the end of a page."""
        self.set_y(min(self.get_y() + height, float(self.h) - FOOT))

    # ---- what a screen reader follows

    @contextmanager
    def tagged(self, kind: Kind, alt: str | None = None) -> Iterator[None]:
        """Mark what is drawn inside as a heading, a paragraph or a figure; on one page."""
        mark = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=mark, alt_text=alt)
        self._out(f"/{kind} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def ornament(self) -> Iterator[None]:
        """Mark what is drawn inside as nothing to read."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    # ---- text

    def use(self, style: Style) -> None:
        """Write in a style from here on."""
        self.set_font(FONT, style.face, style.size)
        self.set_text_color(*style.colour)

    def wrapped(self, words: str, wide: float, style: Style = BODY) -> list[str]:
        """Return the lines of a text at a width; a word that is too long is cut."""
        lines: list[str] = []
        for paragraph in printable(words, style.face).split("\n"):
            line, used = "", 0.0
            for word in paragraph.split(" "):
                long = self._long(word, style)
                if line and used + self._long(" ", style) + long > wide:
                    lines.append(line)
                    line, used = "", 0.0
                while long > wide and len(word) > 1:
                    fit = 1
                    while fit < len(word) and self._long(word[: fit + 1], style) <= wide:
                        fit += 1
                    lines.append(word[:fit])
                    word = word[fit:]
                    long = self._long(word, style)
                line, used = (f"{line} {word}", used + self._long(" ", style) + long) if line else (
                    word, long)  # fmt: skip
            lines.append(line)
        return lines

    def _long(self, words: str, style: Style) -> float:
        """Return how wide printable words are: fpdf2 measures the same, but slowly."""
        known = _ADVANCES.setdefault(style.face, {})
        total = 0.0
        for letter in words:
            if letter not in known:
                self.set_font(FONT, style.face, 100)
                known[letter] = float(self.get_string_width(letter)) / 100
            total += known[letter]
        return total * style.size

    def width_of(self, words: str, style: Style) -> float:
        """Return how wide a line is."""
        return self._long(printable(words, style.face), style)

    def line_at(self, words: str, x: float, y: float, style: Style, align: str = "L") -> None:
        """Write one line; `x` is its left, its middle (C) or its right (R)."""
        self.use(style)
        ready = printable(words, style.face)
        shift = {"L": 0.0, "C": 0.5, "R": 1.0}[align] * self._long(ready, style)
        baseline = y + style.size * MM_IN_POINT * 1.02
        self.text(x - shift, baseline, ready)

    def paragraph(
        self,
        words: str,
        style: Style = BODY,
        *,
        kind: Kind = "P",
        x: float | None = None,
        wide: float | None = None,
        after: float = 1.6,
        care: bool = False,
        keep: float = 0,
        bullet: bool = False,
    ) -> None:
        """Write a text at the place we are; it goes on with the next page where it has to.

        Parameters
        ----------
        words : str
        style : Style
        kind : str
            What it is to a screen reader.
        x, wide : float, optional
            Left and width; the margins' by default.
        after : float
            Room below.
        care : bool
            On the ground of the box of warning signs.
        keep : float
            Height of what has to stay with its last line.
        bullet : bool
            A dot before it, and its lines moved in.
        """
        left = MARGIN if x is None else x
        inside = (self.wide if wide is None else wide) - (BULLET if bullet else 0)
        lines, first = self.wrapped(words, inside, style), bullet
        self.need(style.line * min(2, len(lines)) + keep)
        while lines:
            fit = max(1, int((self.left_over + 1e-6) / style.line))
            now, lines = lines[:fit], lines[fit:]
            if care:
                self._care_ground(style.line * len(now) + (0 if lines else after))
            with self.tagged(kind):
                for line in now:
                    if first:
                        self.line_at("•", left, self.get_y(), style)
                        first = False
                    if line:
                        shift = BULLET if bullet else 0
                        self.line_at(line, left + shift, self.get_y(), style)
                    self.set_y(self.get_y() + style.line)
            if lines:
                self.turn()
        self.space(after)

    def care_edge(self, height: float) -> None:
        """Leave room inside the box of warning signs."""
        self._care_ground(height)
        self.space(height)

    def _care_ground(self, height: float) -> None:
        with self.ornament():
            y = self.get_y()
            self.set_fill_color(*CARE)
            self.rect(MARGIN, y - 0.05, self.wide, height + 0.1, style="F")
            self.set_fill_color(*OCHRE)
            self.rect(MARGIN, y - 0.05, 1.3, height + 0.1, style="F")

    def rule(self, colour: Colour = HAIRLINE, thick: float = 0.2, after: float = 1.5) -> None:
        """Draw a line from margin to margin."""
        with self.ornament():
            self.set_draw_color(*colour)
            self.set_line_width(thick)
            self.line(MARGIN, self.get_y(), self.w - MARGIN, self.get_y())
        self.space(after)

    # ---- two columns

    def height_of(self, blocks: Sequence[Block], wide: float) -> float:
        """Return how high texts stand under each other."""
        return sum(
            len(self.wrapped(one.words, wide - BULLET * one.bullet, one.style)) * one.style.line
            + one.after
            for one in blocks
        )

    def beside(self, columns: Sequence[Sequence[Block]], gap: float = 8) -> None:
        """Write texts in columns where they fit on one page, else one below the other."""
        wide = (self.wide - gap * (len(columns) - 1)) / len(columns)
        heights = [self.height_of(column, wide) for column in columns]
        if len(columns) == 1 or max(heights) > self.full:
            for column in columns:
                self.stack(column)
            return
        self.need(max(heights))
        top = self.get_y()
        for k, column in enumerate(columns):
            self.set_y(top)
            self.stack(column, MARGIN + k * (wide + gap), wide)
        self.set_y(top + max(heights))
        self.space(2.4)

    def stack(
        self, blocks: Sequence[Block], x: float | None = None, wide: float | None = None
    ) -> None:
        """Write texts under each other; in a column (`wide`) the room is known to be there."""
        for one in blocks:
            head = one.kind != "P" and wide is None
            self.paragraph(
                one.words, one.style, kind=one.kind, bullet=one.bullet, after=one.after,
                x=x, wide=wide, keep=2 * BODY.line if head else 0,
            )  # fmt: skip
        if wide is None:
            self.space(2.4)

    # ---- pictures

    def pixels(self, picture: Image.Image, x: float, y: float, wide: float, tall: float) -> None:
        """Place a picture."""
        packed = BytesIO()
        picture.convert("RGB").save(packed, "JPEG", quality=JPEG_QUALITY)
        packed.seek(0)
        self.image(packed, x, y, wide, tall)

    def region(
        self,
        rings: Sequence[Sequence[tuple[float, float]]],
        paint: Literal["f", "S", "B", "f*", "W* n"],
    ) -> None:
        """Draw rings as one path, in the colours that are set."""
        parts = []
        for ring in rings:
            verb = "m"
            for x, y in ring:
                parts.append(f"{x * self.k:.2f} {(self.h - y) * self.k:.2f} {verb}")
                verb = "l"
            parts.append("h")
        if parts:
            self._out(" ".join(parts) + f" {paint}")
