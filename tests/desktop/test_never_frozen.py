"""The event loop while an answer streams from a real worker thread."""

from __future__ import annotations

import os
import threading
import time

import pytest
from conftest import OpenScreen
from fake_shop import FakeShop
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.run import LateEngine
from desktop.watchdog import STALL_MS, Watchdog

LONG = "The Fellmoor Ridge Rain Jacket fits: it is waterproof and, at $129.00, within your budget. " * 4


def pause() -> None:
    time.sleep(0.004)  # the pace of the model, on the worker thread; the test itself waits for nothing


@pytest.fixture
def watchdog(qapp: QGuiApplication) -> Watchdog:
    return Watchdog()


def test_no_stall_over_50_ms_while_an_answer_streams(
    open_screen: OpenScreen, shop: FakeShop, watchdog: Watchdog
) -> None:
    shop.pause, shop.answer = pause, LONG
    engine = LateEngine(lambda: shop)
    screen = open_screen(engine=engine)
    engine.begin(screen.kiosk.engine_opened, screen.kiosk.engine_failed)
    screen.qtbot.waitUntil(lambda: screen.state("ready"), timeout=5000)
    screen.kiosk.begin()
    screen.find("card")
    gaps, work = [], []
    for _ in range(4):  # a stall of ours comes every time, one of a busy machine does not
        watchdog.start()
        screen.kiosk.ask("a waterproof jacket")
        screen.qtbot.waitUntil(lambda: not screen.state("conversation").property("busy"), timeout=20_000)
        watchdog.stop()
        gaps.append(watchdog.longest)
        work.append(watchdog.longest_work)
        if max(gaps[-1], work[-1]) < STALL_MS:
            break
    assert min(work) < STALL_MS, f"the UI thread worked {work} ms without a pause"
    if os.getloadavg()[0] < 0.8 * (os.cpu_count() or 1):  # else other programs hold the processors, not we
        assert min(gaps) < STALL_MS, f"the event loop was held for {gaps} ms"
    assert screen.state("conversation").rows[-1]["text"] == LONG


def test_the_engine_is_never_called_on_the_ui_thread(open_screen: OpenScreen, shop: FakeShop) -> None:
    callers: set[threading.Thread] = set()

    class Watched:
        def __getattr__(self, name: str) -> object:
            callers.add(threading.current_thread())
            return getattr(shop, name)

    engine = LateEngine(Watched)  # type: ignore[arg-type]
    screen = open_screen(engine=engine)
    engine.begin(screen.kiosk.engine_opened, screen.kiosk.engine_failed)
    screen.kiosk.begin()
    screen.kiosk.ask("a waterproof jacket")
    screen.qtbot.waitUntil(lambda: screen.state("conversation").rows[-1]["state"] == "done", timeout=5000)
    screen.kiosk.openProduct("jacket-1")
    screen.kiosk.toggleListed("jacket-1")
    screen.kiosk.locate("jacket-1")
    screen.kiosk.mark("jacket-1")
    screen.kiosk.mark("jacket-2")
    screen.kiosk.compareMarked()
    screen.find("column")
    screen.kiosk.done()
    screen.qtbot.waitUntil(lambda: "end" in shop.sessions, timeout=5000)
    assert callers
    assert threading.current_thread() not in callers


def test_the_watchdog_sees_a_stall(qapp: QGuiApplication, watchdog: Watchdog) -> None:
    def hold() -> None:
        until = time.perf_counter() + 0.08
        while time.perf_counter() < until:
            pass

    loop = QEventLoop()
    QTimer.singleShot(20, hold)
    QTimer.singleShot(140, loop.quit)
    watchdog.start()
    loop.exec()
    assert watchdog.longest > STALL_MS
    assert watchdog.longest_work > STALL_MS / 4  # a busy machine takes its share of the 80 ms


def test_stop_ends_the_answer_at_once(open_screen: OpenScreen, shop: FakeShop) -> None:
    going, seen = threading.Event(), threading.Event()

    def wait() -> None:
        seen.set()
        going.wait(5)

    shop.pause = wait
    engine = LateEngine(lambda: shop)
    screen = open_screen(engine=engine)
    engine.begin(screen.kiosk.engine_opened, screen.kiosk.engine_failed)
    screen.kiosk.ask("a waterproof jacket")
    screen.qtbot.waitUntil(seen.is_set, timeout=5000)
    screen.touch("stop")
    screen.sees("Stopped")
    assert not screen.state("conversation").property("busy")
    shop.pause = None
    going.set()
    screen.kiosk.ask("again")
    screen.qtbot.waitUntil(lambda: not screen.state("conversation").property("busy"), timeout=5000)
    assert screen.state("conversation").rows[-1]["state"] == "done"


def test_done_while_an_answer_streams_leaves_nothing(open_screen: OpenScreen, shop: FakeShop) -> None:
    shop.pause = pause
    engine = LateEngine(lambda: shop)
    screen = open_screen(engine=engine)
    engine.begin(screen.kiosk.engine_opened, screen.kiosk.engine_failed)
    screen.kiosk.ask("a waterproof jacket")
    screen.qtbot.waitUntil(lambda: screen.state("conversation").property("last") != "", timeout=5000)
    screen.kiosk.done()
    screen.qtbot.waitUntil(lambda: "end" in shop.sessions, timeout=5000)
    assert screen.state("conversation").rows == []
    assert screen.state("shelf").property("cards").rowCount() == 0
