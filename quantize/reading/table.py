"""The outcome of a reading as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quantize.reading.tally import Agreement, Item, Verdict, shares

BARS = {
    "unsupported claims before the check": "at most 3 %",
    "unsupported claims after the check": "at most 0.3 %",
    "wrong numbers or names before the check": "",
    "wrong numbers or names after the check": "none",
    "helpful replies": "at least 90 %",
}


def markdown(
    items: Mapping[str, Item], verdicts: Mapping[str, Verdict], agreed: Mapping[str, Agreement], readers: int
) -> str:
    """All replies, and beside them those of each source where there are several; below, how far readers agree."""
    sources = sorted({item.source for item in items.values()})
    parts = {s: shares([v for i, v in verdicts.items() if items[i].source == s]) for s in sources}
    columns = sources if len(sources) > 1 else []
    out = [_row(["", "share", "95 % interval", "of", *columns, "bar"]), _row(["---"] * (5 + len(columns)))]
    for name, share in shares(list(verdicts.values())).items():
        low, high = share.interval
        cells = [name, _percent(share.value), f"{_percent(low)} to {_percent(high)}", f"{share.hits} of {share.of}"]
        cells += [f"{_percent(parts[s][name].value)} of {parts[s][name].of}" for s in columns]
        out.append(_row([*cells, BARS[name]]))
    counts = ", ".join(f"{sum(i.source == s for i in items.values())} {s}" for s in sources)
    out += ["", f"{len(items)} replies ({counts}), {readers} {'reader' if readers == 1 else 'readers'}."]
    out += _agreement(agreed)
    return "\n".join(out) + "\n"


def _agreement(agreed: Mapping[str, Agreement]) -> Sequence[str]:
    if not agreed:
        return []
    told = [
        f"{name} {_percent(a.same / a.of)} of {a.of} (a fault seen by both {a.both}, by one {a.one})"
        for name, a in agreed.items()
        if a.of
    ]
    return [f"Where two read the same reply they agree: {'; '.join(told)}. The stricter verdict counts."]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _percent(value: float) -> str:
    return "none judged" if value != value else f"{100 * value:.1f} %"
