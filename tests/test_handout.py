"""The page to take home: what was ticked is on it, in order, with nothing lost."""

import datetime
import logging
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader
from scipy import ndimage

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.handout import (
    SECTIONS,
    ChosenPoint,
    Exercise,
    HandOut,
    SelfTest,
    figure_png,
    render,
)
from atlas.handout_content import Content
from atlas.paper import printable, unprintable
from atlas.safety import pressing_allowed, self_care_allowed, warning_signs
from atlas.text import load_text

CATALOGUE, BUILT, TEXT = load_catalogue(), Built(), load_text()
INFRASPINATUS = ChosenPoint("infraspinatus", None, "infraspinatus.1", "right")
DAY = datetime.date(2026, 11, 22)
NAME = "Zoë Đặng-Łukasiewicz Ελένη Наталья"
FULL = HandOut(
    points=(INFRASPINATUS,),
    include=frozenset(SECTIONS),
    drawing=PainDrawing().mark(BUILT.map.cells_of("outer_upper_arm", "right")),
    notes="Walk each day.",
    exercises=(Exercise("Wall slides", "3 times 10, every second day"),),
    name=NAME,
    clinic="Praxis am Fluß",
    contact="+43 1 2345",
    next_visit="3 December, 10:30",
    date=DAY,
    country="AT",
)


@cache
def reader(hand_out_key: str) -> PdfReader:
    return PdfReader(BytesIO(render(HAND_OUTS[hand_out_key], CATALOGUE, BUILT, TEXT)))


HAND_OUTS = {
    "full": FULL,
    "left": replace(FULL, points=(INFRASPINATUS._replace(side="left"),), paper="Letter"),
    "bare": HandOut(points=(INFRASPINATUS,), include=frozenset()),
    "helps": HandOut(points=(INFRASPINATUS,), include=frozenset({"helps"})),
}


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def said(pdf: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in pdf.pages))


def test_what_was_ticked_can_be_read() -> None:
    words, muscle = said(reader("full")), CATALOGUE.muscles["infraspinatus"]
    wanted = [
        NAME, "Praxis am Fluß", "+43 1 2345", "3 December, 10:30", "2026-11-22", "Walk each day.",
        "Wall slides: 3 times 10, every second day", muscle.plain, muscle.feels_like.patient,
        CATALOGUE.points["infraspinatus.1"].point.pattern.patient,
        TEXT["handout.help"], TEXT["handout.needling"], TEXT["handout.needling_sore"],
        TEXT["empty.not_a_diagnosis"], TEXT["empty.places_vary"], TEXT["handout.lead"],
        TEXT["legend.essential"], TEXT["legend.spillover"],
        "Call the emergency number (",
    ]  # fmt: skip
    number = TEXT["handout.needling_lung"].replace("Call the emergency number at once", "")
    wanted.append(number)
    wanted += [flag.sign for flag in warning_signs(CATALOGUE, [], "infraspinatus", "right")]
    care = self_care_allowed(CATALOGUE, muscle, "right")
    wanted += [one.patient for one in care if one.kind != "press"]
    wanted += [one.patient for one in muscle.keeps_it_going]
    assert not [one for one in wanted if squeezed(one) not in words]


def test_what_was_not_ticked_is_not_there() -> None:
    words = said(reader("bare"))
    for key in ("handout.help", "handout.helps", "handout.needling", "handout.notes", "card.is",
                "handout.sources", "handout.marks", "legend.essential"):  # fmt: skip
        assert squeezed(TEXT[key]) not in words, key
    assert squeezed(TEXT["empty.not_a_diagnosis"]) in words


def test_warning_signs_stand_above_what_to_try_and_go_with_it() -> None:
    words = said(reader("helps"))
    assert (
        0
        < words.index(squeezed(TEXT["handout.help"]))
        < words.index(squeezed(TEXT["handout.helps"]))
    )


def test_pressing_follows_the_rules_for_every_muscle() -> None:
    for muscle in list(CATALOGUE.muscles.values())[::12]:
        press = [one.patient for one in muscle.self_care if one.kind == "press"]
        allowed = any(
            pressing_allowed(CATALOGUE, point, "right") != "never"
            for point in muscle.trigger_points
        )
        if not press or allowed:
            continue
        out = HandOut((ChosenPoint(muscle.id),), frozenset({"helps"}), date=DAY)
        words = said(PdfReader(BytesIO(render(out, CATALOGUE, BUILT, TEXT))))
        assert not [one for one in press if squeezed(one) in words], muscle.id


def test_a_self_test_is_printed_only_where_pressing_is_allowed() -> None:
    out = HandOut(
        (INFRASPINATUS,), frozenset({"tests"}), tests=(SelfTest("infraspinatus", "right", "yes"),)
    )
    words = said(PdfReader(BytesIO(render(out, CATALOGUE, BUILT, TEXT))))
    assert squeezed(TEXT["handout.tests"]) not in words  # the heart is asked about here


def test_the_document_has_title_language_and_structure() -> None:
    pdf = reader("full")
    root = pdf.trailer["/Root"]
    assert pdf.metadata is not None and "shoulder blade" in str(pdf.metadata.title)
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    kinds = [each.get_object()["/S"] for each in root["/StructTreeRoot"]["/K"][0]["/K"]]
    assert kinds.count("/H1") == 1
    assert {"/H2", "/H3", "/P", "/Figure"} <= set(kinds)
    figure = next(
        each.get_object()
        for each in root["/StructTreeRoot"]["/K"][0]["/K"]
        if each.get_object()["/S"] == "/Figure"
    )
    assert "Infraspinatus, right" in str(figure["/Alt"])
    assert len(pdf.pages) <= 2


def test_fonts_are_embedded() -> None:
    fonts = reader("full").pages[0]["/Resources"]["/Font"]
    assert fonts
    for each in fonts.values():
        inside = each.get_object()["/DescendantFonts"][0].get_object()
        assert "NotoSans" in inside["/BaseFont"].replace(" ", "")
        assert "/FontFile2" in inside["/FontDescriptor"]


@pytest.mark.parametrize(("key", "size"), [("full", (595.28, 841.89)), ("left", (612, 792))])
def test_paper(key: str, size: tuple[float, float]) -> None:
    box = reader(key).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx(size, abs=0.1)


def placed(pdf: PdfReader) -> list[tuple[int, float, float, str]]:
    """Every run of text: page, x and baseline in points, words."""
    found = []
    for number, page in enumerate(pdf.pages):

        def visit(words: str, cm: list, tm: list, *_: object, at: int = number) -> None:
            if words.strip():
                found.append((at, tm[4] + cm[4], tm[5] + cm[5], words.strip()))

        page.extract_text(visitor_text=visit)
    return found


@pytest.mark.slow
def test_a_long_note_and_thirty_points_lose_nothing() -> None:
    notes = " ".join(f"word{k:04d}" for k in range(560))[:5000]
    points = list(CATALOGUE.points)[::3][:30]
    assert len(points) == 30
    chosen = tuple(
        ChosenPoint(CATALOGUE.points[one].muscle.id, None, one, "left" if k % 2 else "right")
        for k, one in enumerate(points)
    )
    out = HandOut(chosen, frozenset(SECTIONS), notes=notes, name=NAME, date=DAY)
    pdf = PdfReader(BytesIO(render(out, CATALOGUE, BUILT, TEXT)))
    words = said(pdf)
    for one in points:
        assert squeezed(CATALOGUE.points[one].point.where.patient[:40]) in words, one
    assert not [f"word{k:04d}" for k in range(555) if f"word{k:04d}" not in words]
    low = 14 / 25.4 * 72
    for page, x, y, what in placed(pdf):
        assert low - 1 <= x < 596 - low and 10 < y < 842 - low + 4, (page, what)
    for page in range(len(pdf.pages)):
        rows = sorted({round(y, 1) for at, x, y, _ in placed(pdf) if at == page and x < low + 2})
        close = [b - a for a, b in zip(rows, rows[1:], strict=False) if b - a < 7]
        assert not close, (page, close)


def test_one_word_without_end_is_cut_and_not_lost() -> None:
    out = HandOut((), frozenset({"notes"}), notes="x" * 1000, date=DAY)
    assert "x" * 1000 in said(PdfReader(BytesIO(render(out, CATALOGUE, BUILT, TEXT))))


def test_letters_that_cannot_be_printed_are_said_and_not_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    out = HandOut((), frozenset({"notes"}), name="王 Anna\x00\u202e", notes="שלום 😀", date=DAY)
    with caplog.at_level(logging.WARNING):
        words = said(PdfReader(BytesIO(render(out, CATALOGUE, BUILT, TEXT))))
    assert not caplog.records
    assert out.unprintable.startswith("王")
    assert "?Anna" in words
    assert printable("e\u0301") == "é"
    assert unprintable(NAME) == ""


def test_nothing_stays_of_a_muscle_that_is_not_there() -> None:
    out = HandOut((ChosenPoint("nothing"), ChosenPoint("infraspinatus", None, "no.1")), date=DAY)
    assert b"%PDF" in render(out, CATALOGUE, BUILT, TEXT)[:8]


def test_left_is_the_mirror_image_of_right() -> None:
    pictures = []
    for side in ("right", "left"):
        out = HandOut((INFRASPINATUS._replace(side=side),))
        picture = Image.open(BytesIO(figure_png(out, CATALOGUE, BUILT, TEXT, 300)))
        assert picture.format == "PNG"
        red = sum(
            count
            for count, (r, g, b) in picture.convert("RGB").getcolors(1 << 24)
            if r > 150 and g < 80 and b < 100
        )
        pictures.append(red)
    assert pictures[0] > 100
    assert pictures[0] == pytest.approx(pictures[1], rel=0.05)


def crimson(picture: Image.Image) -> np.ndarray:
    r, g, b = np.moveaxis(np.asarray(picture.convert("RGB")).astype(int), 2, 0)
    return (r > 150) & (g < 90) & (b < 110)


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs poppler-utils")
@pytest.mark.parametrize("side", ["right", "left"])
def test_the_printed_zones_are_those_of_the_figure(side: str, tmp_path: Path) -> None:
    """Printed and rendered again, the main area has the shape that the PNG of the figure has."""
    out = HandOut((INFRASPINATUS._replace(side=side),), frozenset({"figure"}), date=DAY)
    file = tmp_path / "page.pdf"
    file.write_bytes(render(out, CATALOGUE, BUILT, TEXT))
    subprocess.run(["pdftoppm", "-r", "150", "-png", file, tmp_path / "page"], check=True)
    page = Image.open(tmp_path / "page-1.png")
    plate = page.crop((0, int(page.height * 0.12), int(page.width * 0.68), int(page.height * 0.5)))
    figure = Image.open(BytesIO(figure_png(out, CATALOGUE, BUILT, TEXT, 700)))
    shapes = []
    for picture in (plate, figure):
        labels, _ = ndimage.label(crimson(picture))
        slices = ndimage.find_objects(labels)
        largest = int(np.argmax(np.bincount(labels.ravel())[1:]))
        rows, columns = slices[largest]
        zone = labels[rows, columns] == largest + 1
        small = Image.fromarray(zone).resize((60, 60), Image.Resampling.NEAREST)
        shapes.append((np.asarray(small), zone.shape[0] / zone.shape[1]))
    (printed, tall), (drawn, as_tall) = shapes
    assert tall == pytest.approx(as_tall, rel=0.06)
    assert (printed & drawn).sum() / (printed | drawn).sum() > 0.9


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="needs poppler-utils")
def test_every_plate_says_what_its_signs_mean(tmp_path: Path) -> None:
    points = (INFRASPINATUS, INFRASPINATUS._replace(side="left"))
    file = tmp_path / "page.pdf"
    file.write_bytes(render(HandOut(points, frozenset({"figure"})), CATALOGUE, BUILT, TEXT))
    subprocess.run(["pdftoppm", "-r", "60", "-png", file, tmp_path / "page"], check=True)
    page = Image.open(tmp_path / "page-1.png")
    legend = page.crop((int(page.width * 0.7), 0, int(page.width * 0.76), page.height))
    _, signs = ndimage.label(ndimage.binary_dilation(crimson(legend).any(1), iterations=8))
    assert signs == 4  # main area and sometimes, twice


def test_a_group_is_called_by_its_name():
    cells = BUILT.map.cells_of("thigh_lateral_upper", "right")
    drawing = PainDrawing().mark_group("thigh_outer", "right", cells)
    content = Content(HandOut(drawing=drawing), CATALOGUE, BUILT, TEXT)
    (place,) = content.places
    assert CATALOGUE.groups["thigh_outer"].name in content.place(place)
    assert "thigh_outer" not in content.place(place)
