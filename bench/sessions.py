"""Many people at once: a light client that speaks Streamlit's websocket, without a browser."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median

import websockets

from bench import hooks
from bench.hooks import Widget
from bench.servers import Server

THINKS = (0.5, 1.5)
"""Seconds between an answer and the next click: brisk for a person."""

MOST_MARKS = 6
"""Before every so many marks a session clears its drawing and answers the questions anew."""

States = dict[str, tuple[str, str]]
Click = Callable[[Widget, int, random.Random], States]


@dataclass(frozen=True)
class Load:
    """What clicks cost with so many sessions."""

    sessions: int
    clicks: int
    latency_ms: float
    latency_p95_ms: float
    cpu_ms: float | None
    memory_mb: float | None


def our_clicks(cells: int, flags: int) -> Click:
    """Marks on random cells of so many, with every question answered."""

    def click(widget: Widget, number: int, dice: random.Random) -> States:
        mark = {"op": "mark", "cells": [dice.randrange(cells)]}
        anew = [{"op": "clear"}, hooks.no_to_all(flags)] if number % MOST_MARKS == 0 else []
        return hooks.our_click(widget, 3 * number + 1, [*anew, mark])

    return click


def floor_clicks(widget: Widget, number: int, dice: random.Random) -> States:
    return hooks.floor_click(widget, dice.randrange(64))


class Session:
    """One person's connection."""

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket
        self.widget: Widget | None = None
        self.page = ""
        self.known: set[str] = set()

    async def run(self, states: States) -> None:
        """Have the page run, and read until it has."""
        fragment = self.widget.fragment if self.widget else ""
        await self.socket.send(hooks.run_message(self.page, states, fragment, self.known))
        first: Widget | None = None
        while True:
            frame = await asyncio.wait_for(self.socket.recv(decode=False), 60)
            answer = hooks.read(frame)
            if answer.exception:
                raise RuntimeError(f"the page shows {answer.exception}")
            first = first or answer.widget
            self.page = answer.page or self.page
            if answer.hash:
                self.known.add(answer.hash)
            if answer.is_last:
                break
        self.widget = first or self.widget


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Session]:
    """Open the page."""
    address = url.replace("http", "ws", 1) + hooks.SOCKET
    protocol = websockets.Subprotocol(hooks.PROTOCOL)
    async with websockets.connect(address, subprotocols=[protocol], max_size=None) as socket:
        session = Session(socket)
        await session.run({})
        yield session


async def person(
    url: str, click: Click, clicks: int, dice: random.Random, all_here: asyncio.Barrier
) -> list[float]:
    """Open the page, wait for the others, click; milliseconds of each answer."""
    out = []
    async with opened(url) as session:
        await all_here.wait()
        for number in range(clicks):
            await asyncio.sleep(dice.uniform(*THINKS))
            assert session.widget is not None
            states = click(session.widget, number, dice)
            before = time.perf_counter()
            await session.run(states)
            out.append(1000 * (time.perf_counter() - before))
    return out


async def _together(server: Server, click: Click, sessions: int, clicks: int) -> Load:
    async with opened(server.url):  # the server's first visit, when it loads everything
        pass
    all_here = asyncio.Barrier(sessions + 1)
    people = [
        asyncio.create_task(person(server.url, click, clicks, random.Random(n), all_here))
        for n in range(sessions)
    ]
    waiting = asyncio.create_task(all_here.wait())
    done, _ = await asyncio.wait([waiting, *people], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    before = server.cpu_seconds()
    latency = sorted(ms for each in await asyncio.gather(*people) for ms in each)
    after = server.cpu_seconds()
    spent = None if before is None or after is None else 1000 * (after - before) / len(latency)
    return Load(
        sessions,
        len(latency),
        median(latency),
        latency[int(0.95 * len(latency))],
        spent,
        server.memory_mb(),
    )


def together(server: Server, click: Click, sessions: int, clicks: int) -> Load:
    """Let so many sessions click so often each."""
    # In a thread of its own: Playwright has a loop in this one.
    with ThreadPoolExecutor(1) as alone:
        return alone.submit(asyncio.run, _together(server, click, sessions, clicks)).result()
