"""What AppTest has no public way for, each private hook once: components, and apps with pages/."""

import json
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest


def run_through_app(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let AppTest know between runs what a server knows: ours is no app of the older kind, and
    which pages there are, also where only a fragment runs."""
    make, set_pages = PagesManager.__init__, PagesManager.set_pages_and_resolve
    known: list[Any] = []

    def make_again(self: PagesManager, *args: Any, **named: Any) -> None:
        make(self, *args, **named)
        PagesManager.uses_pages_directory = False
        if known:
            set_pages(self, known[-1])

    def remember(self: PagesManager, pages: Any, *args: Any, **named: Any) -> Any:
        known.append(pages)
        return set_pages(self, pages, *args, **named)

    monkeypatch.setattr(PagesManager, "__init__", make_again)
    monkeypatch.setattr(PagesManager, "set_pages_and_resolve", remember)


def component(at: AppTest, key: str) -> Any:
    return next(each for each in at.get("bidi_component") if each.key == key)


def data_of(at: AppTest, key: str) -> dict[str, Any]:
    """What a component was last sent."""
    return json.loads(component(at, key).proto.json)


def fire(at: AppTest, key: str, value: Any, event: str = "event") -> AppTest:
    """Send a trigger of a component and run the app."""
    states = at._tree.get_widget_states()
    one = states.widgets.add()
    one.id = f"$$STREAMLIT_INTERNAL_KEY_{component(at, key).proto.id}__events"
    one.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return at._run(states)


def answer_all(at: AppTest, value: str = "no", first: int = 900) -> AppTest:
    """Answer every question that the story asks."""
    flags = data_of(at, "story")["flags"]
    operation = {"seq": first, "op": "answer", "flags": flags, "value": value}
    return fire(at, "map", {"ops": [operation]})
