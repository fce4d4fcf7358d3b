"""What an operator relies on: defaults without a file, a bad line named, nothing lost when settings are saved."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingsError
from engine.settings import Settings


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_kiosk_starts_with_its_defaults(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "settings.toml")
    assert (settings.mode, settings.idle_seconds, settings.countdown_seconds) == ("kiosk", 60, 15)
    assert settings.threads >= 1
    assert not (tmp_path / "settings.toml").exists()


def test_a_partial_file_sets_only_what_it_says(tmp_path: Path) -> None:
    settings = Settings.load(written(tmp_path, '# our shop\nstore_name = "Harbour & Söhne"\n\nidle_seconds = 90\n'))
    assert (settings.store_name, settings.idle_seconds, settings.theme) == ("Harbour & Söhne", 90, "light")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('\nmode = "public"\n', 2, ['"public"', '"kiosk"', '"personal"']),
        ('store_name = "x"\n\n\nidle_seconds = 5\n', 4, ["5", "10", "3600"]),
        ("idle_seconds = true\n", 1, ["true", "whole number"]),
        ("reduce_motion = 1\n", 1, ["true or false"]),
        ("text_size = true\n", 1, ["100, 125, 150"]),
        ('accent = "green"\n', 1, ["#1F6F54"]),
        ('currency = "dollars"\n', 1, ["USD"]),
        ('theme = ["dark"]\n', 1, ["one of"]),
        ('staff_passphrase = "open sesame"\n', 1, ["argon2id"]),
        ('store_name = """\nmode = "x"\n"""\n', 1, ["one line"]),
        ('theme = "dark"\nstore_name = """a\nmode = "x"\n"""\n', 2, ["one line"]),
        ('theme = "dark"\ncolour = "red"\n', 2, ["no setting 'colour'", "accent"]),
        ('[window]\ntheme = "dark"\n', 1, ["no setting 'window'"]),
        ("theme = dark\n", 1, ["key = value"]),
        ('theme = "dark"\ntheme = "light"\n', 2, ["key = value"]),
    ],
)
def test_a_bad_line_is_named_with_what_is_allowed(tmp_path: Path, text: str, line: int, words: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        Settings.load(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    for word in words:
        assert word in message


def test_a_file_that_is_no_text_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'store_name = "\xff\xfe"\n')
    with pytest.raises(SettingsError, match="UTF-8"):
        Settings.load(path)


def test_saving_keeps_comments_and_lines_that_did_not_change(tmp_path: Path) -> None:
    path = written(tmp_path, '# the flagship\nstore_name = "Harbour"\nidle_seconds = 90  # they read slowly\n')
    replace(Settings.load(path), store_name="Pier", reduce_motion=True).save(path)
    assert path.read_text(encoding="utf-8") == (
        '# the flagship\nstore_name = "Pier"\nidle_seconds = 90  # they read slowly\nreduce_motion = true\n'
    )


def test_saving_over_a_value_of_several_lines_still_reads_back(tmp_path: Path) -> None:
    path = written(tmp_path, 'store_name = """\\\n   Harbour"""\ntheme = "dark"\n')
    wanted = replace(Settings.load(path), store_name="Pier")
    wanted.save(path)
    assert Settings.load(path) == wanted


def test_a_value_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    path = written(tmp_path, 'theme = "dark"\n')
    with pytest.raises(SettingsError, match="idle_seconds is 3"):
        replace(Settings(), idle_seconds=3).save(path)
    assert path.read_text(encoding="utf-8") == 'theme = "dark"\n'


def test_a_failed_write_leaves_the_old_file_and_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, 'theme = "dark"\n')

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SettingsError, match="No space left"):
        replace(Settings.load(path), theme="light").save(path)
    assert [p.name for p in tmp_path.iterdir()] == ["settings.toml"]
    assert path.read_text(encoding="utf-8") == 'theme = "dark"\n'


def test_the_staff_passphrase_opens_and_another_does_not(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    assert not Settings().is_staff("")
    Settings().with_passphrase("garden gate").save(path)
    settings = Settings.load(path)
    assert settings.is_staff("garden gate")
    assert not settings.is_staff("garden gates")
    assert "garden" not in path.read_text(encoding="utf-8")
    with pytest.raises(SettingsError, match="too short"):
        settings.with_passphrase("abc")


@given(
    store_name=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80),
    idle=st.integers(10, 3600),
    theme=st.sampled_from(["light", "dark", "contrast"]),
    still=st.booleans(),
)
def test_whatever_is_saved_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, store_name: str, idle: int, theme: str, still: bool
) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    settings = replace(Settings(), store_name=store_name, idle_seconds=idle, theme=theme, reduce_motion=still)  # type: ignore[arg-type]
    settings.save(path)
    assert Settings.load(path) == settings
    replace(settings, store_name="plain").save(path)
    assert Settings.load(path).store_name == "plain"
