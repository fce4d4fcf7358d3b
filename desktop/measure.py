"""What the window costs: first frame, opened shop, held event loop and memory, with the real assistant behind it.

``aisle bench`` runs this module in a process of its own, for a cold start can be measured only once in each.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from engine.cli.bench import Figure, p95
from engine.cli.common import folder_of

QUESTIONS = (
    "a waterproof jacket for hiking under $150",
    "anything cheaper?",
    "compare the first two",
    "what goes with it?",
    "what is your return policy?",
)
_MEGABYTE = 1024 if sys.platform != "darwin" else 1024 * 1024


def window_figures(data_dir: Path | None, say: Callable[[str], None]) -> Iterator[Figure]:
    """The window's budgets, of one cold process that draws without a graphics card."""
    say("the window")
    folder = folder_of(data_dir).root
    command = [sys.executable, "-m", "desktop.measure", "--data-dir", str(folder), "--since", repr(time.time())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        say(f"the window cannot be measured here: {done.stderr.strip().splitlines()[-1] if done.stderr else '?'}")
        return
    seen = json.loads(done.stdout.splitlines()[-1])
    yield Figure("window: start to first frame", seen["first_frame"], "s", 1.5, 1)
    yield Figure("window: start to open shop", seen["ready"], "s", 4, 1)
    yield Figure("window: event loop held while answering, p95", seen["held"], "ms", 50, seen["turns"])
    yield Figure("window: its own work in one go, p95", seen["worked"], "ms", 50, seen["turns"])
    yield Figure("window: memory at its highest", seen["memory"], "MB", 700, 1)


@click.command()
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--since", type=float, required=True, help="When this process was asked for, in seconds since 1970.")
def measure(data_dir: Path, since: float) -> None:
    """Open the window, ask a few questions, print one JSON object."""
    from desktop.command import draw_offscreen

    draw_offscreen()
    from desktop import run
    from desktop.scenery import scenery_of
    from desktop.watchdog import Watchdog
    from engine.settings import Settings

    folder = folder_of(data_dir)
    app = run.application()
    shown = run.open_window(run.assistant_opener(folder), Settings.load(folder.settings), lambda: scenery_of(folder))
    frames: list[float] = []
    shown.window.frameSwapped.connect(lambda: frames.append(time.time()))
    held: list[float] = []
    worked: list[float] = []
    try:
        shown.window.show()
        run.wait_until(lambda: bool(frames))
        run.wait_until(lambda: bool(shown.kiosk.property("ready") or shown.kiosk.property("trouble")))
        ready = time.time()
        watchdog = Watchdog(app)
        for question in QUESTIONS * 2:
            watchdog.start()
            run.ask_and_wait(shown, question)
            watchdog.stop()
            held.append(watchdog.longest)
            worked.append(watchdog.longest_work)
    finally:
        shown.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE
    figures = {
        "first_frame": frames[0] - since, "ready": ready - since,
        "held": p95(held), "worked": p95(worked), "turns": len(held), "memory": peak,
    }  # fmt: skip
    click.echo(json.dumps({name: round(value, 3) for name, value in figures.items()}))


if __name__ == "__main__":
    measure()
