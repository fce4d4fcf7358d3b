"""``aisle kiosk`` as it is typed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from PySide6.QtGui import QImage

from desktop import command
from engine.settings import Settings


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder where the demo store is compiled once."""
    return tmp_path_factory.mktemp("data")


def test_without_a_display_it_says_how_to_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    ended = CliRunner().invoke(command.aisle, ["kiosk"])
    assert ended.exit_code == 1
    assert "--screenshot" in ended.output
    assert "xvfb-run" in ended.output


def test_a_wrong_size_is_wrong_usage() -> None:
    ended = CliRunner().invoke(command.aisle, ["kiosk", "--size", "wide"])
    assert ended.exit_code == 2
    assert "1280x800" in ended.output


def test_the_engines_commands_stand_beside_the_kiosk() -> None:
    listed = CliRunner().invoke(command.aisle, ["--help"]).output
    for name in ("ask", "catalog", "doctor", "kiosk", "search"):
        assert name in listed


def test_a_picture_of_the_demo_store_without_a_display(tmp_path: Path, data: Path) -> None:
    """The whole way: the real engine on an empty data folder, drawn into a file."""
    picture = tmp_path / "shop.png"
    environment = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    line = [sys.executable, "-m", "desktop.command", "kiosk", "--screenshot", str(picture), "--size", "1080x1920"]
    ended = subprocess.run(
        [*line, "--data-dir", str(data)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "qml" not in ended.stderr.lower()
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1080, 1920)
    colours = {image.pixel(x, y) for x in range(0, 1080, 9) for y in range(0, 1920, 9)}
    assert len(colours) > 40  # a page with pictures, not an empty one


def test_the_windows_budgets_are_measured_in_a_process_of_their_own(data: Path) -> None:
    from desktop.measure import window_figures

    figures = {f.name: f for f in window_figures(data, print)}
    assert figures["window: start to first frame"].value > 0
    assert figures["window: start to open shop"].value > figures["window: start to first frame"].value
    assert figures["window: memory at its highest"].value > 50
    assert figures["window: event loop held while answering, p95"].samples >= 5


def test_the_staff_passphrase_is_set_from_the_command_line(tmp_path: Path) -> None:
    line = ["kiosk", "--set-passphrase", "--data-dir", str(tmp_path)]
    short = CliRunner().invoke(command.aisle, line, input="abc\nabc\n")
    assert short.exit_code == 1
    assert "too short" in short.output
    ended = CliRunner().invoke(command.aisle, line, input="open sesame\nopen sesame\n")
    assert ended.exit_code == 0, ended.output
    settings = Settings.load(tmp_path / "settings.toml")
    assert settings.is_staff("open sesame")
    assert "sesame" not in (tmp_path / "settings.toml").read_text()


def test_bad_settings_are_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('accent = "green"\n')
    line = [
        sys.executable,
        "-m",
        "desktop.command",
        "kiosk",
        "--screenshot",
        str(tmp_path / "x.png"),
        "--data-dir",
        str(tmp_path),
    ]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 1
    assert "settings.toml:1" in ended.stderr
    assert "Traceback" not in ended.stderr
