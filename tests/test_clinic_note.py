"""The clinic note: what was marked, asked, found and written, as plain text."""

import datetime

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.clinic_note import clinic_note, finding_words, letter_of, pin_name
from atlas.drawing import PainDrawing
from atlas.session_file import Answer, Finding, Pinned, SessionState
from atlas.text import load_text

CATALOGUE, TEXT = load_catalogue(), load_text()
BODY = Built().map
INFRASPINATUS = CATALOGUE.muscles["infraspinatus"]
PIN = Pinned(muscle="infraspinatus", point=INFRASPINATUS.trigger_points[0].id, side="left")
OTHER = Pinned(muscle="trapezius", part="trapezius_upper")


def note(state: SessionState, **more: object) -> str:
    return clinic_note(state, CATALOGUE, BODY, TEXT, **more)  # type: ignore[arg-type]


def test_an_empty_consult_says_only_what_it_is() -> None:
    assert note(SessionState()) == f"{TEXT['note.title']}\n\n{TEXT['note.limits']}\n"


def test_the_day_stands_in_the_first_line() -> None:
    said = note(SessionState(), date=datetime.date(2026, 11, 22))
    assert said.splitlines()[0] == f"{TEXT['note.title']}, 2026-11-22"


def test_places_have_number_clinical_name_side_strength_and_character() -> None:
    cells = [
        *BODY.cells_of("elbow_lateral", "left")[:2],
        *BODY.cells_of("elbow_lateral", "right")[:1],
    ]
    drawing = PainDrawing().mark(cells).say("elbow_lateral", "left", strength=6, character="ache")
    lines = note(SessionState(drawing=drawing)).splitlines()
    area = CATALOGUE.areas["elbow_lateral"].clinical
    assert f"1. {area} (left), pain 6/10, ache" in lines
    assert any(line.startswith("2. ") and line.endswith("(right)") for line in lines)


def test_what_was_found_stands_at_its_pin_and_its_letter() -> None:
    found = Finding(
        **PIN.model_dump(), taut_band=True, recognised_pain=True, pain=7, note="  worse in bed "
    )
    lines = note(SessionState(chosen=(OTHER, PIN), findings=(found,))).splitlines()
    at = lines.index(TEXT["note.findings"])
    assert lines[at + 1] == f"A. {pin_name(CATALOGUE, OTHER, TEXT)}: {TEXT['note.nothing']}"
    assert lines[at + 2].startswith(f"B. {INFRASPINATUS.name}, ")
    assert lines[at + 2].endswith("(left): taut band, recognised pain, pain 7/10")
    assert lines[at + 3] == "   worse in bed"


def test_a_finding_without_a_pin_is_not_lost() -> None:
    found = Finding(**PIN.model_dump(), tender=True)
    assert "A. Infraspinatus" in note(SessionState(findings=(found,)))


def test_pain_that_was_not_recognised_is_said_and_other_ticks_are_not() -> None:
    found = Finding(muscle="infraspinatus", recognised_pain=False, tender=False, referred=None)
    assert finding_words(found, TEXT) == TEXT["note.not_recognised_pain"]
    assert finding_words(Finding(muscle="infraspinatus", pain=0), TEXT) == "pain 0/10"


def test_screening_says_who_asked_and_what_was_not_no() -> None:
    flags = list(CATALOGUE.red_flags)
    answers = (
        Answer(flag=flags[0], answer="no"),
        Answer(flag=flags[1], answer="yes", seen=True),
        Answer(flag=flags[2], answer="not_sure"),
    )
    said = note(SessionState(answers=answers), screened=True)
    assert TEXT["note.screened"] in said
    assert TEXT("note.answered_no", n=1) in said
    assert f"{CATALOGUE.red_flags[flags[1]].question} Yes ({TEXT['note.seen']})" in said
    assert f"{CATALOGUE.red_flags[flags[2]].question} Not sure" in said
    assert CATALOGUE.red_flags[flags[0]].question not in said


def test_nothing_is_said_of_a_screening_that_was_not_made() -> None:
    assert TEXT["note.screening"] not in note(SessionState(chosen=(PIN,)))


def test_both_notes_stand_as_they_were_typed() -> None:
    said = note(SessionState(notes="<b>Häufig</b>\n**nachts**", notes_for_patient="Move it."))
    assert f"{TEXT['note.notes']}\n<b>Häufig</b>\n**nachts**" in said
    assert f"{TEXT['note.notes_for_patient']}\nMove it." in said
    assert TEXT["note.findings"] not in said


def test_letters_go_on_after_z() -> None:
    assert [letter_of(n) for n in (0, 25, 26, 29)] == ["A", "Z", "A2", "D2"]
