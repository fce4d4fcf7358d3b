"""``aisle ask``: turns of one session, each as text or as one JSON object."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from engine import actions
from engine.assistant import Assistant
from engine.cli.common import command_options, folder_of, passphrase_for, put
from engine.composition import open_assistant
from engine.errors import InputError
from engine.events import Card, Choice, Clarify, Comparison, Done, Event, Facts, Failed, Products, TextDelta, Understood
from engine.language.calibration import Sureness
from engine.settings import Settings


@dataclass(slots=True)
class TurnRecord:
    """The events of one turn, gathered into what the command prints."""

    action: actions.Action | None = None
    sure: Sureness | None = None
    choices: tuple[Choice, ...] = ()
    cards: tuple[Card, ...] = ()
    relaxed: tuple[str, ...] = ()
    showing: str | None = None
    comparison: Comparison | None = None
    text: str = ""
    facts: Facts = field(default_factory=lambda: Facts(()))
    done: Done | None = None
    failed: Failed | None = None

    def take(self, event: Event) -> None:
        match event:
            case Understood(action, _, sure):
                self.action, self.sure = action, sure
            case Clarify(action, choices, sure):
                self.action, self.choices, self.sure = action, choices, sure
            case Products(cards, _, relaxed, showing):
                self.cards, self.relaxed, self.showing = cards, relaxed, showing
            case Comparison():
                self.comparison = event
            case TextDelta(text):
                self.text += text
            case Facts():
                self.facts = event
            case Done():
                self.done = event
            case Failed():
                self.failed = event
            case _:
                pass

    def to_json(self) -> dict[str, Any]:
        timings = self.done.timings if self.done else None
        model = {"name": self.done.model, "sha256": self.done.model_sha256} if self.done and self.done.model else None
        out: dict[str, Any] = {
            "action": actions.to_json(self.action) if self.action else None,
            "confidence": round(self.sure.action, 4) if self.sure else None,
            "kind_confidence": round(self.sure.kind, 4) if self.sure else None,
            "products": [_card(c) for c in self.cards],
            "comparison": _comparison(self.comparison) if self.comparison else None,
            "text": self.text,
            "facts": [
                {"product": f.product, "field": f.field, "value": f.value, "start": f.start, "end": f.end}
                for f in self.facts.spans
            ],
            "timings_ms": {
                name: round(value, 1) if (value := getattr(timings, name, None)) is not None else None
                for name in ("understand", "retrieve", "rank", "first_word", "total")
            },
            "model": model,
        }
        if self.choices:
            out["clarify"] = [{"text": c.text, "action": actions.to_json(c.action)} for c in self.choices]
        if self.relaxed:
            out["relaxed"] = list(self.relaxed)
        if self.showing:
            out["showing"] = self.showing
        if self.failed:
            out["failed"] = self.failed.reason
        return out


def _card(card: Card) -> dict[str, Any]:
    p = card.product
    return {
        "id": p.id,
        "title": p.title,
        "price": float(p.price.decimal),
        "currency": p.price.currency,
        "in_stock": p.available,
        "place": str(p.place) if p.place else None,
        "why": card.why,
    }


def _comparison(table: Comparison) -> dict[str, Any]:
    return {
        "products": [p.id for p in table.products],
        "rows": [
            {"label": r.label, "values": list(r.values), "differs": r.differs, "best": list(r.best)} for r in table.rows
        ],
    }


def run_turn(assistant: Assistant, text: str) -> TurnRecord:
    record = TurnRecord()
    for event in assistant.turn(text):
        record.take(event)
    return record


def _script_lines(script: Path) -> list[str]:
    try:
        text = sys.stdin.read() if str(script) == "-" else script.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", script) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text; save it as UTF-8", script) from error
    return [line.strip() for line in text.splitlines() if line.strip()]


@click.command()
@click.argument("texts", nargs=-1, metavar="TEXT...")
@click.option(
    "--script", type=click.Path(path_type=Path), help="One turn per line of this file; - reads standard input."
)
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the answers."
)
@command_options
def ask(texts: tuple[str, ...], script: Path | None, lang: str, data_dir: Path | None, as_json: bool) -> None:
    """Ask in plain words; every TEXT is one turn of the same session."""
    turns: Iterable[str] = [*texts, *(_script_lines(script) if script else [])]
    if not turns:
        raise click.UsageError('say something: aisle ask "a warm jacket"')
    if lang != "en":
        click.echo("aisle: answers are in English until the Chinese model is there.", err=True)
    folder = folder_of(data_dir)
    passphrase = passphrase_for(folder, Settings.load(folder.settings))
    assistant = open_assistant(folder, passphrase=passphrase)
    failed = False
    try:
        for text in turns:
            record = run_turn(assistant, text)
            failed = failed or record.failed is not None
            if as_json:
                put(record.to_json())
            else:
                _print(text, record)
    finally:
        assistant.close()
    if failed:
        sys.exit(1)


def _print(text: str, record: TurnRecord) -> None:
    click.echo(f"> {text}")
    for card in record.cards:
        p = card.product
        place = f" · {p.place}" if p.place else ""
        click.echo(f"  {card.place_on_screen}. {p.title} · {p.price} · {p.stock_text}{place} · {card.why}")
    if record.comparison:
        for row in record.comparison.rows:
            if row.differs:
                click.echo(f"  {row.label}: " + " | ".join(v or "-" for v in row.values))
    click.echo(record.text if not record.failed else record.failed.reason)
    for number, choice in enumerate(record.choices, 1):
        click.echo(f"  {number}. {choice.text}")
    click.echo()
