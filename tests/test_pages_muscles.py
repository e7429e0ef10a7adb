"""The Muscles page without a browser: addresses, search, table, gate, graph, plates, coverage."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from atlas.catalogue import load_catalogue
from atlas.related import links_of
from atlas.text import load_text
from tests.apptest_events import answer_all, data_of, fire, run_through_app

APP = str(Path(__file__).resolve().parent.parent / "app.py")
TEXT = load_text()
CATALOGUE = load_catalogue()
SOME = [m.id for region in CATALOGUE.regions for m in CATALOGUE.muscles_of(region)[:3]]
SIGNS, IS = TEXT["card.signs"], TEXT["card.is"]


@pytest.fixture(autouse=True)
def through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    run_through_app(monkeypatch)


def start(**query: str) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=60)
    at.switch_page("pages/muscles.py")
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    assert not at.exception
    if any(each.key == "story" for each in at.get("bidi_component")):
        answer_all(at)
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    found = [each.proto.body for each in at.get("html")]
    found += [each.value for kind in (at.warning, at.error, at.caption) for each in kind]
    return "\n".join(found)


def answered(at: AppTest, first: int = 950) -> AppTest:
    """The page after its questions, where it asks some."""
    if any(each.key == "story" for each in at.get("bidi_component")):
        answer_all(at, first=first)
    return at


def search(at: AppTest, typed: str) -> AppTest:
    at.text_input[0].input(typed).run()
    assert not at.exception
    return at


def hits(at: AppTest) -> list[str]:
    return [each.key for each in at.button if (each.key or "").startswith("hit:")]


def has_map(at: AppTest) -> bool:
    return any(each.key == "map" for each in at.get("bidi_component"))


def address(at: AppTest) -> dict[str, str]:
    asked = dict(at.query_params).items()
    return {key: value if isinstance(value, str) else value[0] for key, value in asked}


# ---- the list


def test_the_list_shows_every_muscle() -> None:
    at = start()
    frame = at.dataframe[0].value
    assert list(frame.index) == list(CATALOGUE.muscles)
    assert {"plain", "name", "region", "depth", "points", "evidence", "press"} <= set(frame.columns)
    assert not has_map(at) and SIGNS not in words(at)


def test_region_and_depth_narrow_the_list() -> None:
    at = start()
    at.selectbox(key="muscles_region").select("shoulder_arm").run()
    at.selectbox(key="muscles_depth").select("deep").run()
    wanted = [m.id for m in CATALOGUE.muscles_of("shoulder_arm") if m.depth == "deep"]
    assert list(at.dataframe[0].value.index) == wanted
    assert address(at) == {"region": "shoulder_arm"}


def test_the_clinical_list_has_roots_and_needling_and_the_plain_one_has_not() -> None:
    at = start(mode="practitioner")
    assert {"roots", "needling"} <= set(at.dataframe[0].value.columns)
    assert not {"roots", "needling"} & set(start().dataframe[0].value.columns)


def test_the_list_never_says_more_about_pressing_than_the_points_allow() -> None:
    frame = start().dataframe[0].value
    for muscle in CATALOGUE.muscles.values():
        if all(point.self_press == "never" for point in muscle.trigger_points):
            assert frame.loc[muscle.id, "press"] == TEXT["muscles.press.never"]


# ---- the search


@pytest.mark.parametrize("typed", ["infraspinatis", "infra", "Infraspinatus", "infraspinatus.1"])
def test_a_name_is_found_and_opens(typed: str) -> None:
    at = search(start(), typed)
    first = next(each for each in at.button if each.key == hits(at)[0])
    first.click().run()
    assert not at.exception and IS not in words(at)
    answered(at)
    assert data_of(at, "map")["chosen"]["muscle"] == "infraspinatus"
    assert address(at)["muscle"] == "infraspinatus"
    assert at.text_input[0].value == "" and not hits(at)


def test_a_group_lists_its_members() -> None:
    found = hits(search(start(), "rotator cuff"))
    assert {"hit:infraspinatus:None:None", "hit:supraspinatus:None:None"} <= set(found)


def test_a_group_that_is_not_in_says_so() -> None:
    at = search(start(), "hamstrings")
    assert "biceps" in " ".join([*hits(at), words(at).casefold()])


def test_nothing_found_says_so() -> None:
    at = search(start(), "zzzz")
    assert not hits(at) and TEXT["muscles.found.none"] in words(at)


# ---- one muscle


def test_a_link_to_a_muscle_shows_its_warning_signs_above_everything_else() -> None:
    at = start(muscle="infraspinatus", side="left")
    said = words(at)
    assert said.index(SIGNS) < said.index("tp-title") < said.index(IS)
    assert said.count(SIGNS) == 1
    chosen = data_of(at, "map")["chosen"]
    assert (chosen["muscle"], chosen["side"]) == ("infraspinatus", "left")


def test_a_link_to_a_point_opens_it_in_the_view_and_words_asked_for() -> None:
    at = start(muscle="infraspinatus", point="infraspinatus.1", view="head", mode="practitioner")
    assert data_of(at, "map")["chosen"]["point"] == "infraspinatus.1"
    assert data_of(at, "map")["stage"] == "head"
    assert TEXT["clinical.needling"] in words(at)
    assert not at.warning


@pytest.mark.parametrize("muscle", SOME)
def test_a_muscle_opens_by_its_link_with_its_signs_first(muscle: str) -> None:
    said = words(start(muscle=muscle))
    assert said.index(SIGNS) < said.index(IS)
    assert TEXT["clinical.needling"] not in said


RUBBISH = "<b>*x*</b>[a](http://b)"


@pytest.mark.parametrize("value", ["no_such", "", "x" * 500, RUBBISH, "../../etc", "🦴", "1e9"])
@pytest.mark.parametrize(
    "key", ["muscle", "point", "side", "view", "mode", "show", "region", "colour"]
)
def test_rubbish_in_the_address_gives_a_message_and_the_list(key: str, value: str) -> None:
    at = start(**{key: value})
    assert at.warning and len(at.warning) == 1
    assert "http://" not in at.warning[0].value and len(at.warning[0].value) < 200
    assert key not in address(at)


def test_a_misspelt_muscle_in_the_address_is_offered() -> None:
    at = start(muscle="infraspinatis")
    assert at.warning and "hit:infraspinatus:None:None" in hits(at)


def test_all_wrong_at_once() -> None:
    at = start(muscle="a", point="b", side="c", view="d", mode="e", show="f", region="g", h="i")
    assert len(at.warning) == 8 and not has_map(at)


def test_a_message_does_not_follow_to_the_next_muscle() -> None:
    at = start(muscle="no_such")
    at.query_params.clear()
    at.query_params["muscle"] = "soleus"
    at.run()
    answered(at)
    assert not at.warning and data_of(at, "map")["chosen"]["muscle"] == "soleus"


def test_back_to_the_list_clears_the_address() -> None:
    at = start(muscle="infraspinatus", mode="practitioner")
    at.button(key="muscles_back").click().run()
    assert len(at.dataframe) == 1 and address(at) == {"mode": "practitioner"}
    at = start(muscle="infraspinatus")
    at.button(key="card_close").click().run()
    assert len(at.dataframe) == 1 and not address(at)


def test_the_map_here_is_for_looking_only() -> None:
    at = start(muscle="infraspinatus")
    assert data_of(at, "map")["look"] is True
    fire(at, "map", {"ops": [{"seq": 950, "op": "pick", "id": "infraspinatus.2"}]})
    assert not at.exception
    assert address(at)["point"] == "infraspinatus.2"
    assert TEXT["card.where"] in words(at)


def test_the_side_can_be_changed() -> None:
    at = start(muscle="infraspinatus")
    side = next(each for each in at.button_group if each.key == "muscles_side")
    side.set_value("left").run()
    assert data_of(at, "map")["chosen"]["side"] == "left"


# ---- its neighbours


def test_steps_lead_to_related_muscles_and_back() -> None:
    muscle = next(each for each in CATALOGUE.muscles if links_of(CATALOGUE, each))
    link = links_of(CATALOGUE, muscle)[0]
    at = start(muscle=muscle)
    keys = {each.key for each in at.button if (each.key or "").startswith("related:")}
    assert keys == {f"related:{one.role}:{one.muscle}" for one in links_of(CATALOGUE, muscle)}
    at.button(key=f"related:{link.role}:{link.muscle}").click().run()
    answered(at)
    assert data_of(at, "map")["chosen"]["muscle"] == link.muscle
    assert SIGNS in words(at)
    back = [each.key for each in at.button if (each.key or "").startswith("related:")]
    assert any(key.endswith(f":{muscle}") for key in back)


# ---- the gate


@pytest.mark.parametrize("muscle", ["infraspinatus", "pectoralis_major"])
def test_a_closed_gate_holds_for_a_link(muscle: str) -> None:
    at = AppTest.from_file(APP, default_timeout=60)
    at.switch_page("pages/muscles.py")
    at.query_params["muscle"] = muscle
    at.run()
    assert not at.exception
    said = words(at)
    assert TEXT["muscles.waiting"] in said
    assert IS not in said and not len(at.dataframe)
    assert data_of(at, "map")["chosen"] is None and not data_of(at, "map")["open"]
    assert data_of(at, "story")["gate"] == "ask"
    assert not at.text_input and not hits(at)
    assert not [m.name for m in CATALOGUE.muscles.values() if m.name in said]


# ---- plates and coverage


@pytest.mark.parametrize("region", list(CATALOGUE.regions))
def test_every_region_has_a_plate_and_its_words(region: str) -> None:
    at = start(show="plates", region=region)
    said = words(at)
    assert CATALOGUE.regions[region] in said
    for muscle in CATALOGUE.muscles_of(region):
        assert muscle.name in said
    assert address(at) == {"show": "plates", "region": region}


def test_a_muscle_is_switched_off_and_all_come_back() -> None:
    at = start(show="plates", region="shoulder_arm")
    pills = next(each for each in at.button_group if each.key == "plate_shown_shoulder_arm")
    assert len(pills.value) == len(CATALOGUE.muscles_of("shoulder_arm"))
    none = next(each for each in at.button if each.label == TEXT["muscles.plates.no_one"])
    none.click().run()
    assert not at.exception
    pills = next(each for each in at.button_group if each.key == "plate_shown_shoulder_arm")
    assert not pills.value


def test_what_is_in_and_what_is_not_is_said() -> None:
    at = start(show="coverage")
    said = words(at)
    assert TEXT["muscles.coverage.left_out"] in said
    frame = at.table[0].value
    assert frame[TEXT["muscles.coverage.points"]].iloc[-1] == len(CATALOGUE.points)


# ---- between the pages


def test_explore_leads_here_and_here_leads_to_explore() -> None:
    at = AppTest.from_file(APP, default_timeout=60)
    at.query_params["muscle"] = "infraspinatus"
    at.run()
    answered(at)
    labels = [each.proto.label for each in at.get("page_link")]
    assert TEXT["muscles.from_explore"] in labels
    labels = [each.proto.label for each in start(muscle="soleus").get("page_link")]
    assert TEXT["muscles.to_explore"] in labels


def test_no_key_of_the_texts_shows_on_the_page() -> None:
    for asked in ({}, {"muscle": "soleus"}, {"show": "plates"}, {"show": "coverage"}):
        assert not re.findall(r"\bmuscles\.[a-z_]+", words(start(**asked)))
