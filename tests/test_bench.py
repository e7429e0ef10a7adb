"""The bench's own parts; that it runs at all is seen with BENCH=1, which takes a minute or two."""

import json
import os
import random
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from atlas.built import Built
from atlas.catalogue import load_catalogue
from bench import __main__ as command
from bench import hooks, ranking, report, sessions
from bench.hooks import Widget
from bench.report import Row


def test_a_limit_is_for_the_ratio_or_for_ours() -> None:
    assert Row("a", "ms", 60, 100, 0.7).holds is True
    assert Row("a", "ms", 80, 100, 0.7).holds is False
    assert Row("a", "KB", 60, 1, 70, "ours").holds is True
    assert Row("a", "KB", 80, 1, 70, "ours").holds is False
    assert Row("a", "ms", 60, 100).holds is None
    assert Row("a", "ms", None, 100, 0.7).holds is None


def test_a_missed_limit_is_seen() -> None:
    rows = [Row("quick", "ms", 5, 10, 0.7), Row("late", "ms", 9, 10, 0.7)]
    quick, late = report.table(rows).splitlines()[1:]
    assert quick.endswith("holds") and "MISSED" not in quick
    assert late.endswith("MISSED") and "0.90" in late
    assert "| late | ms | 9.00 | 10.0 | 0.90 | ≤ 0.7 | MISSED |" in report.page(rows, {}, {})


def test_samples_are_shown_with_their_spread() -> None:
    assert report.spread([4, 1, 2, 3, 100]) == "3 (2 to 4, n = 5)"


def test_whose_a_file_is() -> None:
    host = "http://127.0.0.1:8501"
    assert hooks.whose(f"{host}/app/static/vendor/plotly-7.1.0.min.js") == "plotly"
    assert hooks.whose(f"{host}/app/static/body/neutral/map.x.json") == "ours"
    assert hooks.whose(f"{host}/static/js/index.js") == "streamlit"
    moved = {"1": (f"{host}/", 10), "2": ("blob:x", 5)}
    assert list(hooks.by_owner(moved)) == [("streamlit", 10)]


def test_what_is_sent_for_a_click() -> None:
    widget = Widget("bidi_component", "base", "fragment")
    click = sessions.our_clicks(100, 3)
    states = click(widget, 0, random.Random(0))
    sent = BackMsg.FromString(hooks.run_message("page", states, widget.fragment, ["known"]))
    assert sent.rerun_script.fragment_id == "fragment"
    assert sent.rerun_script.widget_states.widgets[0].id.endswith("base__events")
    assert [each["op"] for each in operations_of(states)] == ["clear", "answer", "mark"]
    numbers = [each["seq"] for each in operations_of(states)]
    more = operations_of(click(widget, 1, random.Random(0)))
    assert [each["op"] for each in more] == ["mark"] and more[0]["seq"] > max(numbers)


def operations_of(states: sessions.States) -> list[dict[str, Any]]:
    ((_, sent),) = states.values()
    return json.loads(sent)[0]["value"]["ops"]


def test_what_is_read_of_an_answer() -> None:
    message = ForwardMsg()
    message.delta.new_element.bidi_component.id = "map"
    message.delta.fragment_id = "fragment"
    answer = hooks.read(message.SerializeToString())
    assert answer.widget == Widget("bidi_component", "map", "fragment") and not answer.is_last
    ended = ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY)
    assert hooks.read(ended.SerializeToString()).is_last
    early = ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert not hooks.read(early.SerializeToString()).is_last
    wrong = ForwardMsg()
    wrong.delta.new_element.exception.message = "oh"
    assert "oh" in hooks.read(wrong.SerializeToString()).exception


def test_a_larger_catalogue_is_larger() -> None:
    catalogue, built = load_catalogue(), Built()
    few, _ = ranking.rank_ms(catalogue, built)
    many, _ = ranking.rank_ms(*ranking.enlarged(catalogue, built, 2))
    assert many == 2 * few


@pytest.mark.slow
@pytest.mark.skipif("BENCH" not in os.environ, reason="set BENCH=1 to run every part once")
@pytest.mark.parametrize("part", command.PARTS)
def test_every_part_runs(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--repeats", "1", "--only", part]) in (0, 1)
    assert "ours" in capsys.readouterr().out
