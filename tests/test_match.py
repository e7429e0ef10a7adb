"""`python -m atlas match` and `evaluate`: the contract with other tools, and what ranks."""

import io
import json
import random
import subprocess
import sys

import pytest

from atlas import __main__ as command_line
from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import Place
from atlas.evaluation import evaluate_file, muscle_ids
from atlas.match_command import Matcher, as_line, read_query
from atlas.matching import Candidate, Explains
from atlas.reasons import place_name, reason
from atlas.text import load_text
from atlas.widespread import AXIAL, LOWER, UPPER, is_widespread, regions

CATALOGUE = load_catalogue()
MATCHER = Matcher(CATALOGUE, Built())
TEXT = load_text()
KEYS = {
    "schema", "id", "text", "areas", "unrecognised", "ask_first", "candidates", "unexplained"
}  # fmt: skip
ROW_KEYS = {
    "muscle", "part", "side", "name", "also_known_as", "trigger_points", "reason", "explains",
    "score",
}  # fmt: skip


def match(text, side=None, top=20):
    answer = MATCHER.match(text, side, top)
    assert json.loads(as_line(answer)) == answer
    return answer


def check_shape(answer):
    assert answer.keys() >= KEYS
    assert answer["schema"] == 1
    named = {(each["id"], each["side"]) for each in answer["areas"]}
    explained = set()
    scores = [row["score"] for row in answer["candidates"]]
    assert scores == sorted(scores, reverse=True)
    for row in answer["candidates"]:
        assert row.keys() >= ROW_KEYS
        assert row["muscle"] in CATALOGUE.muscles
        assert row["part"] is None or row["part"] in CATALOGUE.parts
        assert row["side"] in ("right", "left")
        assert 0 < row["score"] <= 1
        assert row["reason"].endswith(".")
        assert "reason." not in row["reason"]
        assert "{" not in row["reason"]
        assert row["trigger_points"]
        for each in row["explains"]:
            assert each["as"] in ("essential", "spillover")
            assert each["point"] in row["trigger_points"]
            explained.add((each["area"], each["side"]))
    rest = {(each["area"], each["side"]) for each in answer["unexplained"]}
    assert explained <= named
    assert rest <= named
    assert not rest & explained
    for each in answer["ask_first"]:
        assert each.keys() == {"id", "urgency", "title"}
        assert each["id"] in CATALOGUE.red_flags
    order = [("emergency", "today", "soon").index(each["urgency"]) for each in answer["ask_first"]]
    assert order == sorted(order)


def test_the_example_of_the_design():
    answer = match("outer elbow, back of hand", "right")
    check_shape(answer)
    assert ("elbow_lateral", "right") in {(a["id"], a["side"]) for a in answer["areas"]}
    assert answer["candidates"]
    assert {row["side"] for row in answer["candidates"]} == {"right"}
    assert answer["ask_first"][0]["urgency"] == "emergency"
    assert answer["sides_tried"] == ["right"]
    assert answer["id"] is None


def test_front_of_the_shoulder_lists_infraspinatus():
    rows = match("front of the right shoulder")["candidates"]
    assert ("infraspinatus", "right") in [(row["muscle"], row["side"]) for row in rows[:8]]


def test_a_side_in_the_text_goes_before_the_given_one():
    assert {a["side"] for a in match("left elbow", "right")["areas"]} == {"left"}
    assert {row["side"] for row in match("left elbow", "right")["candidates"]} == {"left"}


def test_without_a_side_both_are_tried_and_it_says_so():
    answer = match("front of the shoulder, navel", top=None)
    check_shape(answer)
    assert answer["sides_tried"] == ["right", "left"]
    assert {a["side"] for a in answer["areas"]} == {None, "middle"}
    rows = [(row["muscle"], row["part"]) for row in answer["candidates"]]
    assert len(rows) == len(set(rows))
    assert all(row["sides"] == ["right", "left"] for row in answer["candidates"])


def test_sides_mirror():
    right, left = (
        {
            (row["muscle"], row["part"]): row["score"]
            for row in match("outer elbow", side)["candidates"]
        }
        for side in SIDES
    )
    assert right == pytest.approx(left, abs=0.01)


SIDES = ("right", "left")


def test_inner_areas_are_drawn_where_they_are_shown():
    answer = match("upper back teeth", "right")
    check_shape(answer)
    cheek = match("cheek", "right")
    assert [r["score"] for r in answer["candidates"]] == [r["score"] for r in cheek["candidates"]]


def test_unknown_words_are_reported():
    answer = match("florble and outer elbow")
    assert answer["unrecognised"] == ["florble"]
    assert match("elbwwo")["near_matches"]["elbwwo"]


def test_complaints_bring_their_questions():
    answer = match("dizzy")
    assert "neck_dizzy" in {each["id"] for each in answer["ask_first"]}
    (complaint,) = answer["complaints"]
    assert complaint["id"] == "dizziness"
    assert complaint["ask_first"][0]["urgency"] == "emergency"
    assert "sternocleidomastoid" in {each["muscle"] for each in complaint["muscles"]}
    check_shape(answer)


def test_the_order_of_words_changes_nothing():
    def order(text):
        return [(r["muscle"], r["part"], r["score"]) for r in match(text, "right")["candidates"]]

    assert order("outer elbow, top of the shoulder") == order("top of the shoulder, outer elbow")
    assert order("burning outer elbow") == order("numb outer elbow")


def test_top():
    assert len(match("shoulder", "right", 3)["candidates"]) <= 3
    assert match("shoulder", "right", 0)["candidates"] == []
    assert match("shoulder", "right", 0)["unexplained"] == match("shoulder", "right")["unexplained"]


# ---- widespread


def test_the_groups_that_regions_are_made_of_exist():
    for groups in (UPPER, LOWER, AXIAL):
        assert set(groups) <= set(CATALOGUE.groups)


def test_four_of_five_regions_end_the_ranking():
    answer = match("both shoulders, low back and both hips")
    check_shape(answer)
    assert answer["widespread"] is True
    assert answer["candidates"] == []
    assert answer["ask_first"]
    assert match("both shoulders and low back")["widespread"] is False


def test_regions_count_and_not_areas():
    arm = [(area, "right") for area in CATALOGUE.areas_in(["arm", "shoulder", "neck"])]
    assert regions(CATALOGUE, arm) == {"right_upper", "axial"}
    elsewhere = [(area, "left") for area in CATALOGUE.areas_in(["jaw", "chest", "abdomen"])]
    assert not is_widespread(CATALOGUE, arm + elsewhere)
    assert regions(CATALOGUE, [("knee", "left"), ("hand", "left")]) == {"left_lower", "left_upper"}


# ---- reasons


def place(n):
    return Place(n, f"place {n}", "left", (n,))


@pytest.mark.parametrize(
    ("main", "sometimes", "not_in", "said"),
    [
        ([1], [], [], "Your place is in the main part of its picture."),
        ([], [1], [], "Your place is in the part of its picture that is felt only sometimes."),
        ([1, 2], [3], [4],
         "3 of your 4 places are in its picture, 2 of them in the main part; not place 4 (left)."),
        ([1, 2], [], [], "All 2 places are in its picture, all in the main part."),
        ([], [1, 2], [], "All 2 places are in its picture, none of them in the main part."),
        ([1], [2], [], "All 2 places are in its picture, 1 of them in the main part."),
        ([1], [], [2],
         "1 of your 2 places is in its picture, in the main part; not place 2 (left)."),
        ([], [1], [2],
         "1 of your 2 places is in its picture, in the part felt only sometimes; "
         "not place 2 (left)."),
        ([1], [], [2, 3, 4, 5, 6],
         "1 of your 6 places is in its picture, in the main part; "
         "not place 2 (left), place 3 (left), place 4 (left) and 2 more."),
    ],
)  # fmt: skip
def test_reasons(main, sometimes, not_in, said):
    explains = tuple(Explains(n, "essential", "p.1") for n in main)
    explains += tuple(Explains(n, "spillover", "p.1") for n in sometimes)
    candidate = Candidate("m", None, "left", explains, tuple(not_in), ("p.1",), 0.5)
    places = [place(n) for n in sorted([*main, *sometimes, *not_in])]
    assert reason(candidate, places, lambda p: place_name(p.area, p.side, TEXT), TEXT) == said


# ---- lines


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b"\n", "empty"),
        (b"\xff\xfe elbow\n", "UTF-8"),
        (b'{"text": \n', "JSON"),
        (b'{"id": "a"}\n', "no text"),
        (b'{"text": 3}\n', "no text"),
        (b'{"text": "elbow", "side": "up"}\n', "side"),
        (b'{"text": "elbow", "side": ["left"]}\n', "side"),
        (b'{"text": "elbow", "id": [1]}\n', "id"),
        (b'{"a":' * 100_000 + b"\n", "JSON"),
    ],
)
def test_a_broken_line_says_what_is_wrong(line, wrong):
    answer = MATCHER.answer_line(line)
    assert wrong in answer["error"]
    assert answer["schema"] == 1
    as_line(answer).encode()


def test_a_line_is_plain_text_or_an_object():
    assert read_query(b"outer elbow\r\n") == ("outer elbow", None, None)
    line = b'{"id": "q1", "text": "outer elbow", "side": "left"}'
    assert read_query(line) == ("outer elbow", "left", "q1")
    answer = MATCHER.answer_line(line)
    check_shape(answer)
    assert answer["id"] == "q1"
    lone = MATCHER.answer_line(b'{"id": 1, "text": "elbow \\ud800"}')
    as_line(lone).encode()


def test_the_command_line(monkeypatch, capsys):
    assert command_line.main(["match", "outer elbow", "--side", "left", "--top", "2"]) == 0
    answer = json.loads(capsys.readouterr().out)
    check_shape(answer)
    assert len(answer["candidates"]) <= 2
    lines = b'outer elbow\n{"id": 7, "text": "navel"}\n{"\n\xff\nknee'
    stream = io.TextIOWrapper(io.BytesIO(lines), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stream)
    assert command_line.main(["match", "-"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(answers) == 5
    assert [answer["id"] for answer in answers] == [None, 7, None, None, None]
    assert ["error" in answer for answer in answers] == [False, False, True, True, False]


def test_as_a_process(root):
    run = subprocess.run(
        [sys.executable, "-m", "atlas", "match", "-"],
        input="outer elbow\n膝\n".encode(),
        capture_output=True,
        cwd=root,
        timeout=60,
        env={"PATH": "", "LC_ALL": "C", "PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert run.returncode == 0, run.stderr.decode()
    answers = [json.loads(line) for line in run.stdout.decode().splitlines()]
    assert [answer["unrecognised"] for answer in answers] == [[], ["膝"]]


def test_any_query_gives_the_same_answer_each_time():
    pick = random.Random(4)
    names = [each.name for each in CATALOGUE.areas.values()]
    for _ in range(120):
        words = pick.sample(names, pick.randint(1, 8))
        words += ["".join(chr(pick.randrange(32, 0x3FFF)) for _ in range(pick.randint(0, 9)))]
        text = pick.choice([", ", " and ", " left ", " "]).join(words)
        side = pick.choice([None, "left", "right", "both"])
        answer = match(text, side)
        check_shape(answer)
        assert match(text, side) == answer


# ---- evaluate


def test_evaluate_reports_by_lineage_misses_and_unknown_muscles(tmp_path, capsys):
    cases = [
        {"id": "a", "text": "front of the shoulder", "side": "right",
         "muscles": ["infraspinatus"], "lineage": "reference"},
        {"id": "b", "text": "front of the left shoulder", "muscles": ["Infraspinatus muscle no"],
         "lineage": "published"},
        {"id": "c", "text": "navel", "muscles": ["soleus", "no such muscle"],
         "lineage": "published"},
    ]  # fmt: skip
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(each) for each in cases) + "\n{broken\n", "utf-8")
    report = evaluate_file(file, MATCHER)
    assert [each.id for each in report.outcomes] == ["a", "b", "c"]
    assert [each.id for each in report.counted] == ["a", "c"]
    assert report.outcomes[0].best <= 8
    assert report.outcomes[2].best is None
    assert report.outcomes[2].not_in_catalogue == ("no such muscle",)
    assert len(report.broken) == 1
    printed = "\n".join(report.lines())
    for part in ("hit@1", "recall@10", "MRR", "reference", "published", "Misses", "line 4"):
        assert part in printed
    figures = report.figures(report.counted)
    assert figures["hit@10"] == 0.5
    assert figures["MRR"] == 0.5 / report.outcomes[0].best
    assert command_line.main(["evaluate", str(file)]) == 1
    assert "hit@10" in capsys.readouterr().out
    assert command_line.main(["evaluate", str(tmp_path / "nothing")]) == 1


def test_evaluate_takes_any_alias(tmp_path):
    file = tmp_path / "cases.jsonl"
    names = ["upper trapezius", "SCM", "trapezius_upper", "Musculus infraspinatus"]
    file.write_text(
        "\n".join(json.dumps({"text": "temple", "muscles": [name]}) for name in names), "utf-8"
    )
    report = evaluate_file(file, MATCHER)
    assert not [each.not_in_catalogue for each in report.outcomes if each.not_in_catalogue]
    assert {each.lineage for each in report.outcomes} == {"not said"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("infraspinatus muscle", {"infraspinatus"}),
        ("M. infraspinatus", {"infraspinatus"}),
        ("right infraspinatus", {"infraspinatus"}),
        ("Digastric, anterior belly", {"digastric_anterior", "digastric"}),
        ("Trapezius, descending part (upper), front edge", {"trapezius_upper", "trapezius"}),
        ("Gluteus minimus, posterior", {"gluteus_minimus_posterior", "gluteus_minimus"}),
        ("rotator cuff", {"supraspinatus", "infraspinatus", "teres_minor", "subscapularis"}),
        ("hamstrings", {"biceps_femoris", "semitendinosus", "semimembranosus"}),
        ("scalenes", {"scalenus_anterior"}),
        ("multifidus", {"multifidus_lumbar"}),
        ("peroneus longus", {"fibularis_longus"}),
        ("no such muscle", set()),
        ("", set()),
        (", of", set()),
    ],
)
def test_muscles_are_known_by_many_names(name, expected):
    found = set(muscle_ids(MATCHER, name))
    assert found & expected if expected else not found
