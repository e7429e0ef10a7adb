"""What needs a browser: a link with marks, the printed page, a file, and what a server keeps."""

import io
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pypdf import PdfReader

from atlas.built import Built
from atlas.catalogue import load_catalogue
from atlas.drawing import PainDrawing
from atlas.links import to_fragment
from atlas.session_file import Answer, Finding, Pinned, SessionState, Settings, save
from atlas.text import load_text
from components.keeping import today
from tests.conftest import ROOT, _wait_until_healthy

TEXT, CATALOGUE, BODY = load_text(), load_catalogue(), Built().map
DRAWING = PainDrawing().mark(BODY.cells_of("shoulder_anterior", "right"))
KEPT = "JSON.parse(sessionStorage['atlas.drawing'] ?? '{}').cells ?? []"


def file_of(notes: str = "", name: str = "session.json") -> dict[str, Any]:
    state = SessionState(
        drawing=DRAWING,
        looking_at=Pinned(muscle="infraspinatus"),
        chosen=(Pinned(muscle="infraspinatus", point="infraspinatus.1"),),
        findings=(Finding(muscle="infraspinatus", point="infraspinatus.1", note=notes),),
        answers=tuple(Answer(flag=flag, answer="no") for flag in CATALOGUE.red_flags),
        notes=notes,
        notes_for_patient=notes,
        settings=Settings(mode="practitioner"),
        saved=today(),
    )
    text = save(state, BODY, "cells-1")
    return {"name": name, "mimeType": "application/json", "buffer": text.encode()}


def ready(page: Any) -> None:
    page.wait_for_selector(".tp-map[data-ready=true]", state="attached", timeout=60_000)


def menu(page: Any, words: str) -> None:
    page.get_by_role("link", name=words, exact=True).click()


def typed(page: Any, label: str, words: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(words)
    field.press("Tab")


def test_a_link_carries_the_marks_and_loses_them_on_arrival(tabs, app_url: str) -> None:
    options = {"viewport": {"width": 1400, "height": 900}}
    options["permissions"] = ["clipboard-read", "clipboard-write"]
    page = tabs.open(**options)
    page.goto(f"{app_url}/#{to_fragment(DRAWING, BODY, 'cells-1')}")
    ready(page)
    page.wait_for_function(f"({KEPT}).length === {len(DRAWING.cells)}")
    assert "#" not in page.url
    page.get_by_role("button", name=TEXT["link.copy"]).first.click()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name=TEXT["link.copy_view"], exact=True).click()
    page.get_by_text(TEXT["link.copied"], exact=True).wait_for()
    assert "#" not in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name=TEXT["link.copy_marks"]).click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('#')")
    link = page.evaluate("navigator.clipboard.readText()")
    assert urlsplit(link).fragment == to_fragment(DRAWING, BODY, "cells-1")
    other = tabs.open(**options)
    other.on("request", lambda request: asked.append(request.url))
    other.goto(link)
    ready(other)
    other.wait_for_function(f"({KEPT}).length === {len(DRAWING.cells)}")
    assert "#" not in other.url
    assert not [url for url in asked if "marks" in urlsplit(url)._replace(fragment="").geturl()]
    # A damaged one, pasted over the address of a page that is open, says so and marks nothing.
    other.evaluate("location.hash = 'marks=cells-1.z!!!'")
    other.get_by_text(TEXT["link.marks"]).wait_for()
    assert "#" not in other.url
    assert other.evaluate(KEPT) == [BODY.ids[cell] for cell in DRAWING.cells]
    page.close()
    other.close()


def test_a_file_is_opened_and_the_page_is_printed(tabs, app_url: str) -> None:
    page = tabs.open(viewport={"width": 1024, "height": 768}, has_touch=True)
    page.goto(f"{app_url}/session")
    ready(page)
    page.locator("input[type=file]").first.set_input_files(file_of("Walk each day."))
    page.locator(".stAlert").first.wait_for()
    page.wait_for_function(f"({KEPT}).length === {len(DRAWING.cells)}")  # a reload loses nothing
    with page.expect_download() as download:
        page.get_by_role("button", name=TEXT["session.save"]).click()
    assert download.value.suggested_filename == f"session-{today()}.json"
    saved = json.loads(download.value.path().read_text("utf-8"))
    assert saved["findings"][0]["note"] == "Walk each day."
    menu(page, TEXT["print.menu"])
    page.wait_for_selector(".st-key-sheet .sh-plate img")
    page.emulate_media(media="print")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    said = " ".join("\n".join(each.extract_text() for each in printed.pages).split())
    assert "Walk each day." in said and CATALOGUE.muscles["infraspinatus"].plain[:30] in said
    assert TEXT["print.pdf"] not in said and TEXT["print.sections"] not in said
    assert TEXT["app.menu.muscles"] not in said.split(TEXT["handout.keep"])[0]
    assert len(printed.pages) <= 3
    page.close()


@pytest.fixture
def watched_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server with a home and a folder for temporary files of its own, and its log."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log, places = tmp_path / "log.txt", {}
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        places[name] = str(tmp_path / name)
        (tmp_path / name).mkdir()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
               "--logger.level=debug"]  # fmt: skip
    with log.open("wb") as written:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT, stdout=written, stderr=subprocess.STDOUT, env={**os.environ, **places},
        )  # fmt: skip
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}", tmp_path
    finally:
        server.terminate()
        server.wait(20)


def written_since(folder: Path, moment: float) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if each not in (".git", ".venv", "__pycache__")]
        for name in files:
            path = Path(here, name)
            if path.is_file() and path.stat().st_mtime >= moment:
                yield path


def test_nothing_of_a_visit_stays_on_the_server(tabs, watched_server) -> None:
    (url, own), began = watched_server, time.time() - 60
    marker = f"marker{uuid.uuid4().hex[:12]}"
    page = tabs.open(viewport={"width": 1400, "height": 900})
    page.goto(f"{url}/session?mode=practitioner")
    ready(page)
    page.locator("input[type=file]").first.set_input_files(file_of(marker, f"{marker}.json"))
    page.locator(".stAlert").first.wait_for()
    damaged = {**file_of(marker), "buffer": f'{{"format": "{marker}"'.encode()}
    page.locator("input[type=file]").first.set_input_files(damaged)
    page.get_by_text(TEXT["session.bad.damaged"]).wait_for()
    menu(page, TEXT["print.menu"])
    page.wait_for_selector(".st-key-sheet")
    typed(page, TEXT["print.name"], f"{marker} name")
    typed(page, TEXT["print.clinic"], f"{marker} 王 clinic")
    typed(page, TEXT["print.notes"], f"{marker} notes")
    page.locator(".st-key-sheet", has_text=f"{marker} notes").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name=TEXT["print.pdf"]).click()
    assert marker not in download.value.suggested_filename
    words = "".join(e.extract_text() for e in PdfReader(download.value.path()).pages)
    assert f"{marker} name" in " ".join(words.split())
    page.goto(f"{url}/?muscle={'x' * 3}{marker[:6]}")  # an address that is not understood
    ready(page)
    page.close()
    found = [
        path
        for folder in (own, ROOT)
        for path in written_since(folder, began)
        if marker.encode() in path.read_bytes()
    ]
    assert not found
    assert (own / "log.txt").stat().st_size > 1000  # it does log
