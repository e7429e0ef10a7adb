"""The Consult page without a browser: gate, pins, findings, layers, comparing, note, clearing."""

import html
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.model import Muscle
from atlas.safety import self_care_allowed
from atlas.text import load_text
from tests.apptest_events import answer_all, component, data_of, fire, run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT, CATALOGUE, BODY = load_text(), load_catalogue(), Built().map
INFRASPINATUS = CATALOGUE.muscles["infraspinatus"]
NAMES = {name for m in CATALOGUE.muscles.values() for name in (m.name, m.plain_name)}
NEEDLES = (INFRASPINATUS.needling.text, INFRASPINATUS.palpation.text, TEXT["clinical.needling"])


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


class Consult:
    """Sends what the browser would, with its numbers."""

    def __init__(self, **query: str) -> None:
        self.at = AppTest.from_file(APP, default_timeout=60)
        self.at.switch_page("pages/consult.py")
        for key, value in query.items():
            self.at.query_params[key] = value
        self.at.run()
        assert not self.at.exception
        self.seq = 0

    def send(self, op: str, **more: Any) -> "Consult":
        self.seq += 1
        fire(self.at, "map", {"ops": [{"seq": self.seq, "op": op, **more}]})
        assert not self.at.exception
        return self

    def look(self, muscle: str = "infraspinatus", **more: Any) -> "Consult":
        return self.send("look", muscle=muscle, **more)

    def screened(self) -> "Consult":
        return self.send("screened")

    def mark(self, area: str, side: str = "right") -> "Consult":
        return self.send("mark", cells=list(BODY.cells_of(area, side)))

    def press(self, key: str) -> "Consult":
        self.at.button(key=key).click().run()
        assert not self.at.exception
        return self

    def plain(self) -> "Consult":
        control = next(each for each in self.at.button_group if each.key == "consult_mode")
        control.set_value("patient").run()
        assert not self.at.exception
        return self

    @property
    def map(self) -> dict[str, Any]:
        return data_of(self.at, "map")

    @property
    def box(self) -> dict[str, Any]:
        return data_of(self.at, "command")

    @property
    def visit(self) -> Any:
        return self.at.session_state["visit"]

    @property
    def words(self) -> str:
        found = [each.proto.body for each in self.at.get("html")]
        found += [each.value for kind in (self.at.warning, self.at.caption) for each in kind]
        found += [each.label for each in self.at.button]
        found += [each.proto.popover.label for each in self.popovers]
        return "\n".join(found)

    @property
    def popovers(self) -> list[Any]:
        found, open_ = [], [self.at.main]
        while open_:
            block = open_.pop()
            if type(getattr(block, "proto", None)).__name__ == "Block" and (
                block.proto.HasField("popover")
            ):
                found.append(block)
            open_ += list(getattr(block, "children", {}).values())
        return found

    def has(self, key: str) -> bool:
        kinds = (self.at.button, self.at.button_group, self.at.text_area, self.at.text_input)
        return any(each.key == key for kind in kinds for each in kind)

    def group(self, key: str) -> Any:
        return next(each for each in self.at.button_group if each.key == key)


def found_key(name: str, muscle: str = "infraspinatus") -> str:
    return f"found:{name}:{muscle}:None:None:right"


def offered(layers: str) -> list[str]:
    return [TEXT[f"consult.layer.{each}"] for each in layers.split()]


# ---- the gate


def test_a_consult_begins_in_clinical_words_with_nothing_chosen() -> None:
    consult = Consult()
    assert consult.visit.mode == "practitioner"
    assert consult.map["chosen"] is None and consult.box["open"]
    assert not any(name in consult.words for name in NAMES)


def test_an_address_may_ask_for_plain_words() -> None:
    assert Consult(mode="patient").visit.mode == "patient"


def test_an_address_is_followed_behind_the_questions() -> None:
    consult = Consult(muscle="infraspinatus", side="left")
    assert not consult.box["open"] and INFRASPINATUS.name not in consult.words
    assert consult.screened().map["chosen"]["side"] == "left"
    wrong = Consult(muscle="<b>nobody", view="moon")
    assert wrong.map["chosen"] is None and len(wrong.at.warning) == 2
    assert not any("<b>" in each.value for each in wrong.at.warning)


def test_no_muscle_is_named_before_the_questions_are_answered() -> None:
    consult = Consult().look()
    assert not consult.box["open"] and consult.box["chosen"] is None
    assert consult.map["chosen"] is None and "consult" not in consult.map
    assert not any(name in consult.words for name in NAMES)
    assert any(each.key == "story" for each in consult.at.get("bidi_component"))
    assert not consult.has("consult_layers") and not consult.has("consult_pin")


def test_answers_open_it_and_so_does_screened_by_me() -> None:
    answered = Consult().look()
    answer_all(answered.at)
    assert answered.box["open"] and INFRASPINATUS.name in answered.words
    screened = Consult().look().screened()
    assert screened.box["open"] and INFRASPINATUS.name in screened.words


def test_a_pin_brings_its_own_questions() -> None:
    consult = Consult().look("deltoid").screened().send("pin")
    consult.visit.screened = False
    consult.send("choose", muscle=None)
    assert not consult.box["open"] and "Deltoid" not in consult.words


def test_what_it_is_compared_with_brings_its_own_questions() -> None:
    consult = Consult().look("deltoid").screened()
    consult.send("compare", muscle="infraspinatus", side="right")
    consult.visit.screened = False
    consult.visit.chosen = None
    consult.send("view", stage="body")
    assert not consult.box["open"]


def test_screened_holds_through_the_consult_in_plain_words_and_ends_with_it() -> None:
    consult = Consult().look().screened().plain()
    assert consult.visit.mode == "patient" and consult.box["open"]
    assert consult.look("trapezius").box["open"]
    consult.press("consult_clear")
    assert not consult.visit.screened
    assert not consult.look().box["open"]


def test_an_emergency_closes_it_also_when_screened() -> None:
    consult = Consult().look().screened()
    emergencies = [
        n for n, flag in enumerate(CATALOGUE.red_flags.values()) if flag.urgency == "emergency"
    ]
    asked = [n for n in data_flags(Consult().look()) if n in emergencies]
    consult.send("answer", flags=asked[:1], value="yes")
    assert not consult.box["open"] and INFRASPINATUS.name not in consult.words


def data_flags(consult: Consult) -> list[int]:
    return data_of(consult.at, "story")["flags"]


def test_plain_words_say_nothing_of_needles() -> None:
    consult = Consult().look().screened()
    assert INFRASPINATUS.needling.text in consult.words
    consult.visit.consult.layers = (*consult.visit.consult.layers, "danger")
    assert consult.send("view", stage="body").map["consult"]["danger"]
    consult.plain()
    assert not any(said in consult.words for said in NEEDLES)
    assert "danger" not in consult.map["consult"]
    assert "danger" not in consult.map["consult"]["show"]
    assert consult.group("consult_layers").options == offered(
        "muscle points essential spillover names"
    )


# ---- looking, pinning, comparing


def test_what_is_looked_at_stands_in_the_rail_with_nerve_action_palpation_and_danger() -> None:
    consult = Consult().look(side="left").screened()
    for said in (
        INFRASPINATUS.name, INFRASPINATUS.nerve, INFRASPINATUS.action.practitioner,
        INFRASPINATUS.palpation.text, INFRASPINATUS.needling.text, INFRASPINATUS.origin,
        "Muscle on the back of the shoulder blade",
    ):  # fmt: skip
        assert said in consult.words
    assert consult.map["chosen"]["side"] == "left"


def test_looking_changes_to_a_view_that_shows_it() -> None:
    consult = Consult().screened().look("abductor_hallucis")
    assert consult.map["stage"] in ("feet", "ankles")


def test_pins_have_letters_in_their_order_and_are_made_once() -> None:
    consult = Consult().screened().look().send("pin").send("pin")
    consult.look("trapezius", part="trapezius_upper").send("pin")
    pins = consult.map["consult"]["pins"]
    assert [(p["letter"], p["muscle"], p["part"]) for p in pins] == [
        ("A", "infraspinatus", None), ("B", "trapezius", "trapezius_upper"),
    ]  # fmt: skip
    assert consult.box["pinned"]
    assert not consult.send("unpin").box["pinned"]
    assert len(consult.map["consult"]["pins"]) == 1


def test_nothing_is_pinned_while_questions_come_first() -> None:
    assert Consult().look().send("pin").visit.consult.pinned == ()


def test_two_sides_and_two_muscles_are_compared() -> None:
    consult = Consult().screened().look().press("consult_sides")
    assert consult.map["consult"]["against"]["side"] == "left"
    consult.send("compare", muscle="trapezius", part="trapezius_upper", side="right")
    against = consult.map["consult"]["against"]
    assert (against["muscle"], against["part"]) == ("trapezius", "trapezius_upper")
    assert "against" not in consult.press("consult_alone").map["consult"]
    assert "against" not in consult.send("compare", muscle="infraspinatus").map["consult"]


def test_all_pins_are_shown_on_one_body_or_side_by_side() -> None:
    consult = Consult().screened().look().send("pin").look("deltoid").send("pin")
    consult.press("consult_show_beside")
    assert consult.map["chosen"] is None and consult.map["consult"]["beside"] is True
    consult.press("consult_show_overview")
    assert consult.map["chosen"] is None and "beside" not in consult.map["consult"]
    assert consult.look().map["chosen"]["muscle"] == "infraspinatus"
    assert consult.send("overview", beside=True).map["consult"]["beside"] is True


def test_mirroring_changes_the_side() -> None:
    assert Consult().screened().look().send("mirror").map["chosen"]["side"] == "left"


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "look"}, {"op": "look", "muscle": 7}, {"op": "look", "muscle": "<b>"},
        {"op": "compare", "muscle": ["infraspinatus"]}, {"op": "step", "by": "much"},
        {"op": "pin"}, {"op": "unpin"}, {"op": "mirror"}, {"op": "uncompare"},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_passed_over(operation: dict[str, Any]) -> None:
    consult = Consult().screened().send(**operation)
    assert consult.map["chosen"] is None and consult.visit.consult.pinned == ()


def test_a_part_of_another_muscle_is_not_taken() -> None:
    consult = Consult().screened().look("infraspinatus", part="trapezius_upper", side="up")
    assert consult.map["chosen"]["part"] is None and consult.map["chosen"]["side"] == "right"


def test_a_point_is_looked_at_and_pinned_by_itself() -> None:
    consult = Consult().screened().look()
    points = consult.box["points"]
    assert [point for point, _ in points] == [p.id for p in INFRASPINATUS.trigger_points]
    consult.send("pick", id=points[1][0]).send("pin")
    assert INFRASPINATUS.trigger_points[1].where.practitioner in consult.words
    assert consult.map["consult"]["pins"][0]["point"] == points[1][0]
    assert consult.look().box["pinned"] is False


# ---- warning signs


def test_warning_signs_stand_above_what_to_try_and_above_the_list() -> None:
    consult = Consult().screened().look().plain()
    words = [each.proto.body for each in consult.at.get("html")]
    signs = next(k for k, said in enumerate(words) if TEXT["card.signs"] in said)
    care = INFRASPINATUS.self_care[0].patient
    assert signs < next(k for k, said in enumerate(words) if care in said)
    listed = Consult().screened().mark("shoulder_anterior")
    assert TEXT["card.signs"] in listed.words and listed.has("consult_after")


def test_pressing_is_not_advised_where_it_is_not_allowed() -> None:
    press = [
        (m, one.patient)
        for m in CATALOGUE.muscles.values()
        for one in m.self_care
        if one.kind == "press" and not self_care_has_press(m)
    ]
    assert press, "no muscle whose pressing depends on a question"
    for muscle, words in press[:4]:
        consult = Consult().screened().look(muscle.id).plain()
        assert TEXT["consult.plain.try"] in consult.words or muscle.self_care == ()
        assert html.escape(words) not in consult.words


def self_care_has_press(muscle: Muscle) -> bool:
    return any(one.kind == "press" for one in self_care_allowed(CATALOGUE, muscle, "right"))


# ---- the drawing on the pattern


def test_stepping_goes_through_the_list_of_the_drawing_and_stops_at_its_ends() -> None:
    consult = Consult().screened().mark("shoulder_anterior").mark("elbow_lateral")
    order = [tuple(row) for row in consult.box["order"]]
    assert len(order) > 2
    consult.send("step", by=1)
    assert chosen(consult) == order[0]
    assert chosen(consult.send("step", by=-1)) == order[0]
    assert chosen(consult.send("step", by=1)) == order[1]
    assert chosen(consult.press("consult_before")) == order[0]
    for _ in range(len(order)):
        consult.send("step", by=1)
    assert chosen(consult) == order[-1]


def chosen(consult: Consult) -> tuple[Any, ...]:
    return tuple(consult.map["chosen"][key] for key in ("muscle", "part", "side"))


def test_the_list_stands_there_before_anything_is_chosen() -> None:
    consult = Consult().screened().mark("shoulder_anterior")
    muscle, part, side = consult.box["order"][0]
    consult.press(f"row:{muscle}:{part}:{side}")
    assert chosen(consult) == (muscle, part, side)


def test_what_fits_the_drawing_and_what_does_not_is_said() -> None:
    consult = Consult().screened().mark("shoulder_anterior").mark("heel_plantar", "left").look()
    shoulder, heel = (CATALOGUE.areas[a].name for a in ("shoulder_anterior", "heel_plantar"))
    assert TEXT("consult.fit.main", places=f"1 {shoulder}") in consult.words
    assert TEXT("consult.fit.outside", places=f"2 {heel}") in consult.words
    assert consult.map["hatch"] == [2]
    consult.send("compare", muscle="infraspinatus", side="left")
    assert consult.map["consult"]["hatch"] == [[2], [1, 2]]
    consult.send("pin").look("deltoid").send("pin").press("consult_show_beside")
    assert len(consult.map["consult"]["hatch"]) == 2


def test_widespread_pain_is_not_ranked() -> None:
    consult = Consult().screened()
    for area, side in (
        ("shoulder_anterior", "right"), ("shoulder_anterior", "left"), ("heel_plantar", "right"),
        ("heel_plantar", "left"),
    ):  # fmt: skip
        consult.mark(area, side)
    assert consult.box["order"] == []
    assert TEXT["consult.steps.widespread"] in consult.words


# ---- layers


def test_layers_switch_and_those_not_offered_stay_as_they_were() -> None:
    consult = Consult().screened().look()
    layers = consult.group("consult_layers")
    assert layers.options == offered("muscle points essential spillover names nerves danger")
    layers.set_value(["muscle", "essential", "nerves"]).run()
    assert consult.map["consult"]["show"] == ["muscle", "essential", "drawing", "nerves"]
    assert {root for root, _, _ in consult.map["consult"]["nerves"]} == {"C5", "C6"}


# ---- findings, notes, the clinic note


def test_findings_are_kept_at_their_pin_and_stand_in_the_clinic_note() -> None:
    consult = Consult().screened().look().send("pin").look("deltoid").send("pin")
    consult.group(found_key("ticks")).set_value(["taut_band", "limited_range"]).run()
    consult.group(found_key("known")).set_value("no").run()
    consult.group(found_key("pain")).set_value(7).run()
    consult.at.text_input(key=found_key("note")).input("<script>**x**").run()
    assert not consult.at.exception
    (finding,) = consult.visit.consult.findings
    assert (finding.muscle, finding.taut_band, finding.tender) == ("infraspinatus", True, None)
    assert (finding.limited_range, finding.recognised_pain, finding.pain) == (True, False, 7)
    assert finding.note == "<script>**x**"
    labels = [each.proto.popover.label for each in consult.popovers]
    assert any("Infraspinatus" in label and "7/10" in label for label in labels)
    assert not any("script" in label for label in labels)
    note = data_of(consult.at, "copy_text")["said"]
    assert "A. Infraspinatus (right): taut band, not the recognised pain, range limited" in note
    assert "   <script>**x**" in note
    assert "B. Deltoid (right): nothing recorded" in note
    assert TEXT["note.screened"] in note


def test_unpinning_takes_the_finding_along() -> None:
    consult = Consult().screened().look().send("pin")
    consult.group(found_key("pain")).set_value(3).run()
    consult.press("unpin:infraspinatus:None:None:right")
    assert consult.visit.consult.findings == () and consult.visit.consult.pinned == ()


def test_notes_are_kept_and_stand_in_the_clinic_note() -> None:
    consult = Consult().screened()
    consult.at.text_area(key="consult_text_notes").input("Worse at night").run()
    consult.at.text_area(key="consult_text_notes_for_patient").input("Move it gently").run()
    assert consult.visit.consult.notes_for_patient == "Move it gently"
    note = data_of(consult.at, "copy_text")["said"]
    assert "Worse at night" in note and "Move it gently" in note


def test_the_next_patient_finds_nothing() -> None:
    consult = Consult().screened().mark("shoulder_anterior").look().send("pin")
    consult.at.text_area(key="consult_text_notes").input("MARKER").run()
    consult.send("compare", muscle="deltoid", side="right").press("consult_clear")
    visit = consult.visit
    assert not visit.drawing and not visit.past and visit.chosen is None and not visit.screened
    assert visit.consult.pinned == () and visit.consult.notes == "" and not visit.answers
    assert visit.consult.against is None
    assert "MARKER" not in data_of(consult.at, "copy_text")["said"]
    assert component(consult.at, "map")


def test_a_tab_keeps_pins_findings_and_notes_and_brings_them_back() -> None:
    consult = Consult()
    assert consult.map["kept"] == [""]
    consult.screened().look().send("pin")
    consult.group(found_key("pain")).set_value(4).run()
    consult.at.text_area(key="consult_text_notes").input("MARKER").run()
    mark, kept = consult.map["kept"]
    later = Consult().send("restore_consult", said=kept)
    assert not later.box["open"] and later.map["kept"] == [mark]
    assert later.screened().map["kept"] == [mark, kept]
    assert later.visit.consult.findings[0].pain == 4
    other = kept.replace("infraspinatus", "deltoid")
    assert later.send("restore_consult", said=other).map["kept"] == [mark, kept]


@pytest.mark.parametrize("said", [None, 7, "", "{", "[]", '{"format": 1}', "x" * 2_000_000])
def test_what_a_tab_kept_and_is_damaged_brings_nothing(said: Any) -> None:
    assert Consult().send("restore_consult", said=said).map["kept"] == [""]


def test_the_hand_out_is_one_button_away() -> None:
    consult = Consult().screened().look().send("pin").press("consult_handout")
    assert any(each.key == "handout_pdf" for each in consult.at.get("download_button"))
