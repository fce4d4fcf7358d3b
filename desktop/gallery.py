"""Draws every page of the window into pictures: ``python -m desktop.gallery DIR [--data-dir DIR]``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from desktop.command import draw_offscreen

SIZES = ((1280, 800), (1080, 1920))
QUESTION = "a waterproof jacket for hiking under $150"
TYPED = "rain ja"


def draw_pages(
    open_window: Callable[[tuple[int, int]], Any], folder: Path, sizes: tuple[tuple[int, int], ...] = SIZES
) -> list[Path]:
    """Draw each page at each size; ``open_window`` gives a window with an engine on its way. Returns the files."""
    from PySide6.QtCore import QObject

    from desktop import run

    drawn: list[Path] = []
    for size in sizes:
        shown = open_window(size)
        kiosk = shown.kiosk

        def draw(page: str, shown: Any = shown, size: tuple[int, int] = size) -> None:
            file = folder / f"{page}-{size[0]}x{size[1]}.png"
            run.save_picture(shown, file)
            drawn.append(file)

        def settled(kiosk: Any = kiosk) -> bool:
            return not kiosk.property("conversation").property("busy")

        try:
            shown.window.show()
            run.wait_until(lambda kiosk=kiosk: bool(kiosk.property("ready") or kiosk.property("trouble")))  # type: ignore[misc]
            draw("attract")
            kiosk.begin()
            run.wait_until(lambda kiosk=kiosk: not kiosk.property("shelf").property("loading"))  # type: ignore[misc]
            draw("welcome")
            run.ask_and_wait(shown, QUESTION)
            draw("shop")
            field = _field_in_use(shown.window)
            shown.window.setProperty("touchedField", field)
            field.setProperty("text", TYPED)
            run.wait_until(lambda kiosk=kiosk: bool(kiosk.property("typing").property("open")))  # type: ignore[misc]
            draw("typing")
            field.setProperty("text", "")
            shown.window.setProperty("touchedField", None)
            panel = shown.window.findChild(QObject, "filterPanel")
            panel.setProperty("visible", True)
            draw("filter")
            panel.setProperty("visible", False)
            ids = kiosk.property("shelf").card_ids()
            if ids:
                kiosk.openProduct(ids[0])
                run.wait_until(lambda kiosk=kiosk: not kiosk.property("product").property("loading"))  # type: ignore[misc]
                draw("product")
                near = [row["id"] for row in kiosk.property("product").property("goesWith").rows]
                kiosk.locate(ids[0])
                draw("map")
                kiosk.closeMap()
                kiosk.closeProduct()
                for id in ids[:3]:
                    kiosk.mark(id)
                draw("marked")
                kiosk.compareMarked()
                run.wait_until(settled)
                draw("compare")
                for id in (*ids[:2], *near[:3]):
                    kiosk.toggleListed(id)
                kiosk.showList()
                draw("list")
                kiosk.showShop()
                kiosk.closeComparison()
            for theme in ("dark", "contrast"):
                kiosk.property("preferences").setTheme(theme)
                draw(f"shop-{theme}")
            kiosk.property("preferences").setTheme("light")
            kiosk.property("preferences").setTextPercent(150)
            draw("shop-large")
            kiosk.property("preferences").setTextPercent(100)
            kiosk.property("idle").pass_time(kiosk.property("preferences").house.idle_seconds + 4.0)
            draw("idle")
            kiosk.property("idle").touch()
            kiosk.done()
            draw("done")
        finally:
            shown.close()
    return drawn


def _field_in_use(window: Any) -> Any:
    """The field that stands on the page, with the focus in it."""
    waiting = [window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.objectName() == "askField" and item.isVisible():
            item.forceActiveFocus()
            return item
        waiting += item.childItems()
    raise RuntimeError("no field to type in")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Where Aisle keeps its files.")
def gallery(folder: Path, data_dir: Path | None) -> None:
    """Draw every page into FOLDER."""
    draw_offscreen()
    from desktop import run
    from desktop.scenery import scenery_of
    from desktop.window import KioskWindow
    from engine.places import data_folder
    from engine.settings import Settings

    run.application()
    files = data_folder(data_dir)

    def open_window(size: tuple[int, int]) -> KioskWindow:
        return run.open_window(
            run.assistant_opener(files), Settings.load(files.settings), lambda: scenery_of(files), size=size
        )

    for file in draw_pages(open_window, folder):
        click.echo(str(file))


if __name__ == "__main__":
    gallery()
