"""All that the bench knows of the insides of pages and of Streamlit: selectors, scripts, names."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# ---- in the page

STOPWATCH = (Path(__file__).resolve().parent / "stopwatch.js").read_text("utf-8")
RESULT = "() => window.__stopwatch.result"
USABLE = "() => window.__stopwatch.usable"
SERVER_IDLE = """() => document.querySelector('[data-testid="stApp"]')
  ?.getAttribute("data-test-script-state") === "notRunning" """


class PageHooks(NamedTuple):
    """How to see in a page that something is painted: JavaScript functions without arguments."""

    ready: str
    pictures: str
    reads: dict[str, str]

    @property
    def on_start(self) -> str:
        return f"{STOPWATCH} window.__stopwatch.first({self.ready}, {self.pictures});"

    @property
    def arm(self) -> str:
        reads = ", ".join(f"{json.dumps(name)}: {read}" for name, read in self.reads.items())
        return f"() => window.__stopwatch.arm({{{reads}}})"


OURS = PageHooks(
    ready="""() => document.querySelector(".tp-map[data-ready]")""",
    pictures="""() => [...document.querySelectorAll(".tp-plot .imagelayer image")]
      .map((image) => image.href.baseVal)""",
    reads={
        # A mark is an outline of this width in the colour of marks; the patch under the pointer
        # has another width.
        "mark": """() => [...document.querySelectorAll(".tp-plot .shapelayer path")]
          .filter((path) => path.style.strokeWidth === "2.2px")
          .map((path) => path.getAttribute("d")).join()""",
        "list": """() => document.querySelectorAll(".tp-story .tp-chip").length""",
    },
)
FLOOR = PageHooks(
    ready="""() =>
      document.querySelectorAll('[data-testid="stPlotlyChart"] .point').length === 64""",
    pictures="() => []",
    reads={"text": """() => document.querySelector('[data-testid="stText"]')?.textContent"""},
)

OUR_CLICKS_DONE = """() => {
  const map = document.querySelector(".tp-map").atlas;
  return !map.pending.length && map.seq === map.data.ack;
}"""
# "No" to every question that stands before the list; without it there would be no list to time.
OUR_ANSWERS = """(count) => window.dispatchEvent(new CustomEvent("atlas:op", {
  detail: { op: "answer", flags: [...Array(count).keys()], value: "no" },
}))"""
OUR_PLACE = """([view, x, y]) => {
  const map = document.querySelector(".tp-map").atlas, [x0, x1, y0, y1] = map.range;
  const figure = map.scene.figures.find((one) => one.view === view);
  const box = map.plot.getBoundingClientRect();
  const X = figure.x + figure.scale * x * 1e-4, Y = figure.y + figure.scale * y * 1e-4;
  const across = (X - x0) / (x1 - x0), down = (y1 - Y) / (y1 - y0);
  const at = [box.left + across * box.width, box.top + down * box.height];
  return document.elementFromPoint(...at)?.closest(".tp-plot") ? at : null;
}"""
OUR_ROWS = ".tp-story .tp-row"
OUR_CARD = ".st-key-card"
FLOOR_PLACE = """(index) => {
  const points = document.querySelectorAll('[data-testid="stPlotlyChart"] .point');
  const box = points[index].getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}"""


def whose(url: str) -> str:
    """Whom a file of a visit belongs to: `ours`, `plotly` (shipped by us) or `streamlit`."""
    if "/app/static/vendor/" in url:
        return "plotly"
    return "ours" if "/app/static/" in url or "/media/" in url else "streamlit"


# ---- over the websocket

SOCKET = "/_stcore/stream"
PROTOCOL = "streamlit"


class Widget(NamedTuple):
    """What a click on the page is sent to."""

    kind: str
    id: str
    fragment: str


class Answer(NamedTuple):
    """What one message of the server says."""

    page: str
    hash: str
    widget: Widget | None
    is_last: bool
    exception: str


def run_message(
    page: str, states: dict[str, tuple[str, str]], fragment: str, known: Iterable[str]
) -> bytes:
    """What the browser sends to have the page run; `known` are hashes of messages it keeps."""
    message = BackMsg()
    message.rerun_script.page_script_hash = page
    message.rerun_script.fragment_id = fragment
    message.rerun_script.cached_message_hashes.extend(known)
    for name, (kind, value) in states.items():
        one = message.rerun_script.widget_states.widgets.add()
        one.id = name
        setattr(one, kind, value)
    return message.SerializeToString()


def read(frame: bytes) -> Answer:
    message = ForwardMsg.FromString(frame)
    kind = message.WhichOneof("type")
    page = ""
    if kind in ("new_session", "navigation"):
        page = getattr(message, kind).page_script_hash
    kept = message.hash if message.metadata.cacheable else ""
    widget, exception = None, ""
    if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
        element = message.delta.new_element
        what = element.WhichOneof("type")
        if what == "exception":
            exception = f"{element.exception.type}: {element.exception.message}"
        if what in ("bidi_component", "plotly_chart"):
            widget = Widget(what, getattr(element, what).id, message.delta.fragment_id)
    # A run that makes way for the next one is not the end of the answer.
    ended = kind == "script_finished"
    is_last = ended and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    return Answer(page, kept, widget, is_last, exception)


def no_to_all(flags: int) -> dict[str, Any]:
    """Return the operation that answers every question with no."""
    return {"op": "answer", "flags": list(range(flags)), "value": "no"}


def our_click(
    widget: Widget, first: int, operations: list[dict[str, Any]]
) -> dict[str, tuple[str, str]]:
    """Widget states that carry operations of the map, numbered from `first`."""
    numbered = [{"seq": first + n, **each} for n, each in enumerate(operations)]
    events = [{"event": "event", "value": {"ops": numbered}}]
    name = f"$$STREAMLIT_INTERNAL_KEY_{widget.id}__events"
    return {name: ("json_trigger_value", json.dumps(events))}


def floor_click(widget: Widget, index: int) -> dict[str, tuple[str, str]]:
    """Widget states that carry one selected point of a chart."""
    selection = {
        "points": [{"curve_number": 0, "point_index": index}],
        "point_indices": [index],
        "box": [],
        "lasso": [],
    }
    return {widget.id: ("string_value", json.dumps({"selection": selection}))}


def frames_of(page: Any, sizes: list[int]) -> None:
    """Note the size of every websocket message of a page from now on."""

    def listen(socket: Any) -> None:
        for event in ("framereceived", "framesent"):
            socket.on(event, lambda frame: sizes.append(len(frame)))

    page.on("websocket", listen)


def moved_by(client: Any) -> dict[str, tuple[str, int]]:
    """Note address and bytes on the wire of every request, while they come in."""
    urls: dict[str, str] = {}
    moved: dict[str, tuple[str, int]] = {}
    client.send("Network.enable")
    client.on(
        "Network.requestWillBeSent", lambda e: urls.update({e["requestId"]: e["request"]["url"]})
    )
    client.on(
        "Network.loadingFinished",
        lambda e: moved.update(
            {e["requestId"]: (urls.get(e["requestId"], ""), int(e["encodedDataLength"]))}
        ),
    )
    return moved


def by_owner(moved: dict[str, tuple[str, int]]) -> Iterator[tuple[str, int]]:
    for url, size in moved.values():
        if url.startswith("http"):
            yield whose(url), size
