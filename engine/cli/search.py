"""``aisle search``, ``aisle suggest`` and ``aisle recommend``: what needs no conversation."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.catalogue import Catalogue
from engine.cli.common import command_options, folder_of, put
from engine.composition import open_catalogue, open_retriever
from engine.errors import InputError
from engine.recommend import Recommender, read_session
from engine.retrieval import Retriever, Wish
from engine.typeahead import CategoryMatch, Match, ProductMatch, QuestionMatch
from engine.typeahead.completer import Completer


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text; save it as UTF-8", path) from error


def _search_one(
    retriever: Retriever, catalogue: Catalogue, query: str, limit: int, faceted: bool, as_json: bool
) -> None:
    start = time.perf_counter()
    hits = retriever.text(query, limit)
    showing = retriever.correction(query)
    elapsed = (time.perf_counter() - start) * 1000
    if as_json:
        out: dict[str, Any] = {"query": query, "hits": [{"id": h.id, "score": round(h.score, 6)} for h in hits]}
        out |= {"ms": round(elapsed, 2)} | ({"showing": showing} if showing else {})
        put(out | _facets(retriever, query) if faceted else out)
        return
    if showing:
        click.echo(f"Showing results for {showing!r}.")
    click.echo(f"{query}  ({len(hits)} hits, {elapsed:.1f} ms)")
    for place, product in enumerate(catalogue.products([h.id for h in hits]), 1):
        click.echo(f"  {place:2}. {product.title} · {product.price} · {product.stock_text}")
    for facet in _facets(retriever, query)["facets"] if faceted else ():
        span = f" ({facet['low']} to {facet['high']})" if facet["low"] else ""
        click.echo(f"  {facet['label']}{span}: " + ", ".join(f"{v['text']} {v['count']}" for v in facet["values"]))


def _facets(retriever: Retriever, query: str) -> dict[str, Any]:
    """The facets of all that the words are about, which is what the shelf would be filled from."""
    start = time.perf_counter()
    found = retriever.search(Wish(query), 1)
    facets = retriever.facets(found.whole) if found.whole is not None else ()
    elapsed = (time.perf_counter() - start) * 1000
    return {"total": found.total, "facets": [asdict(f) for f in facets], "facets_ms": round(elapsed, 2)}


@click.command()
@click.argument("text", required=False)
@click.option("--batch", type=click.Path(path_type=Path), help="One query per line of this file.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--facets", is_flag=True, help="Also what the whole result could be narrowed by, with counts.")
@command_options
def search(
    text: str | None, batch: Path | None, limit: int, facets: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Plain retrieval: products for a query, best first."""
    if (text is None) == (batch is None):
        raise click.UsageError("give either a TEXT or --batch FILE")
    queries = _lines(batch) if batch else [text or ""]
    with open_catalogue(folder_of(data_dir)) as catalogue:
        retriever = open_retriever(catalogue, folder_of(data_dir))
        for query in queries:
            _search_one(retriever, catalogue, query, limit, facets, as_json)


@click.command()
@click.argument("text")
@click.option("--typing", is_flag=True, help="One result for every letter of TEXT, as it is typed.")
@command_options
def suggest(text: str, typing: bool, data_dir: Path | None, as_json: bool) -> None:
    """What a half-typed TEXT may become: product types and products."""
    with open_catalogue(folder_of(data_dir)) as catalogue:
        completer = Completer(catalogue, open_retriever(catalogue, folder_of(data_dir)))
        completer.warm()
        for end in range(1, len(text) + 1) if typing else [len(text)]:
            start = time.perf_counter()
            found = completer.suggest(text[:end])
            elapsed = (time.perf_counter() - start) * 1000
            if as_json:
                put(
                    {
                        "text": found.text,
                        "suggestions": [_suggestion(m) for m in found.matches],
                        "mended": found.mended,
                        "ms": round(elapsed, 2),
                    }
                )
            else:
                click.echo(f"{found.text}  ({elapsed:.1f} ms)")
                for match in found.matches:
                    click.echo(f"  {_line(match)}")


def _suggestion(match: Match) -> dict[str, Any]:
    match match:
        case CategoryMatch(text, count):
            return {"kind": "category", "text": text, "count": count}
        case QuestionMatch(text):
            return {"kind": "question", "text": text}
        case ProductMatch(p):
            price = {"price": float(p.price.decimal), "currency": p.price.currency}
            return {"kind": "product", "id": p.id, "title": p.title, **price, "in_stock": p.available}


def _line(match: Match) -> str:
    match match:
        case CategoryMatch(text, count):
            return f"{text} · {count} products"
        case QuestionMatch(text):
            return text
        case ProductMatch(p):
            return f"{p.title} · {p.price} · {p.stock_text}"


@click.command()
@click.option("--product", "product_id", help="Recommend from this product: similar ones and what goes with it.")
@click.option(
    "--session",
    type=click.Path(path_type=Path),
    help="Recommend from a session: one product id, or one JSON event, a line.",
)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 200))
@command_options
def recommend(product_id: str | None, session: Path | None, limit: int, data_dir: Path | None, as_json: bool) -> None:
    """Recommend products, each with its true reason."""
    if product_id and session:
        raise click.UsageError("give either --product ID or --session FILE")
    with open_catalogue(folder_of(data_dir)) as catalogue:
        recommender = Recommender(catalogue, open_retriever(catalogue, folder_of(data_dir)))
        if product_id:
            if catalogue.product(product_id) is None:
                raise InputError(f"the catalogue has no product {product_id!r}; `aisle search` shows ids with --json")
            found = [*recommender.goes_with(product_id, limit=limit), *recommender.similar(product_id, limit=limit)]
            found = list({r.product_id: r for r in reversed(found)}.values())[::-1][:limit]
        elif session:
            found = recommender.from_session(read_session(session), limit=limit)
        else:
            found = list(recommender.popular(limit=limit))
        titles = {p.id: p for p in catalogue.products([r.product_id for r in found])}
        for r in found:
            if as_json:
                put(
                    {
                        "id": r.product_id,
                        "title": titles[r.product_id].title,
                        "score": round(r.score, 6),
                        "reason": r.reason.text,
                    }
                )
            else:
                click.echo(f"  {titles[r.product_id].title} · {titles[r.product_id].price} · {r.reason.text}")
