"""Events of components in AppTest, which has no public way to fire one: the private hook, once."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


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
