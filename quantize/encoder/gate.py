"""The gate: an int8 encoder ships only if it reads as fp32 does, finds what fp32 finds, and a damaged file is refused."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import ModelError
from engine.retrieval import Encoder

COSINE_LEAST, AGREEMENT_LEAST = 0.995, 0.9
NDCG_LOSS_MOST = 0.005

Array = npt.NDArray[np.float32]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class GateReport:
    """int8 against fp32. ``agreement_at_10`` is how many of ten nearest held-out texts both find; ``ndcg`` and
    ``ndcg_fp32`` are nDCG@10 by catalogue and system; ``model`` is the sha256 of the file that was measured.
    """

    model: str
    texts: int
    cosine_mean: float
    cosine_least: float
    agreement_at_10: float
    texts_per_second: float
    fp32_texts_per_second: float
    query_ms: float
    bytes: int
    ndcg: Mapping[str, float]
    ndcg_fp32: Mapping[str, float]
    failures: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return not self.failures

    @property
    def metrics(self) -> dict[str, object]:
        """What the manifest tells."""
        return {name: value for name, value in asdict(self).items() if name not in ("failures", "model")}


def gate(
    exact: Path, built: Path, texts: Sequence[str], ndcg: Mapping[str, float], ndcg_fp32: Mapping[str, float], say: Say
) -> GateReport:
    """Hold the artefact in ``built`` against the one in ``exact`` on held-out ``texts`` and on what searches with them
    found. Speeds are of one core, the best of several rounds. Raises :class:`ModelError` where one cannot be loaded.
    """
    whole, single = Encoder(built, threads=0), Encoder(built)
    reference, vectors = Encoder(exact, threads=0).encode(texts), whole.encode(texts)
    cosine = (reference * vectors).sum(axis=1)
    sample = texts[:: max(1, len(texts) // 32)]
    report = GateReport(
        model=whole.sha256,
        texts=len(texts),
        cosine_mean=round(float(cosine.mean()), 5),
        cosine_least=round(float(cosine.min()), 5),
        agreement_at_10=round(_agreement(reference, vectors), 4),
        texts_per_second=round(len(sample) / _fastest(single, sample, 30)),
        fp32_texts_per_second=round(len(sample) / _fastest(Encoder(exact), sample, 30)),
        query_ms=round(_fastest(single, ["waterproof jacket for hiking"], 100) * 1000, 2),
        bytes=(built / "model.onnx").stat().st_size,
        ndcg=dict(ndcg),
        ndcg_fp32=dict(ndcg_fp32),
    )
    report.failures.extend((*_failures(report), *damaged_accepted(built)))
    say(
        f"cosine with fp32 {report.cosine_mean:.4f} (least {report.cosine_least:.4f}), {report.agreement_at_10:.1%} agreed"
    )
    for name in ndcg:
        say(f"{name}: nDCG@10 {ndcg[name]:.4f}, fp32 {ndcg_fp32[name]:.4f}")
    for failure in report.failures:
        say(f"FAILED: {failure}")
    return report


def _failures(report: GateReport) -> list[str]:
    found = []
    if report.cosine_mean < COSINE_LEAST:
        found.append(f"mean cosine {report.cosine_mean:.4f} of at least {COSINE_LEAST}")
    if report.agreement_at_10 < AGREEMENT_LEAST:
        found.append(f"agreement {report.agreement_at_10:.3f} of at least {AGREEMENT_LEAST}")
    if not report.ndcg:
        found.append("no search was measured")
    for name, value in report.ndcg.items():
        loss = report.ndcg_fp32[name] - value
        if loss > NDCG_LOSS_MOST:
            found.append(f"{name}: int8 loses {loss:.4f} of nDCG@10, {NDCG_LOSS_MOST} is the most")
    return found


def damaged_accepted(built: Path) -> list[str]:
    """What loads although it should not: a changed bit, half a file, a missing one."""
    found: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copytree(built, Path(name) / "encoder"))
        model = copy / "model.onnx"
        whole = model.read_bytes()
        half = len(whole) // 2
        for what, content in (
            ("a model with one changed bit", whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]),
            ("half a model", whole[:half]),
            ("no model", None),
        ):
            model.unlink() if content is None else model.write_bytes(content)
            try:
                Encoder(copy).load()
            except ModelError:
                continue
            found.append(f"{what} was loaded")
    return found


def _fastest(encoder: Encoder, texts: Sequence[str], rounds: int) -> float:
    """Processor seconds of the fastest of ``rounds``; one thread, so that what else runs counts little."""
    encoder.load()
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        encoder.encode(texts)
        best = min(best, time.process_time() - begin)
    return best


def _agreement(reference: Array, vectors: Array, nearest: int = 10) -> float:
    shared = 0
    for row in range(len(reference)):
        tops = [set(np.argsort(-(matrix @ matrix[row]))[1 : nearest + 1].tolist()) for matrix in (reference, vectors)]
        shared += len(tops[0] & tops[1])
    return shared / (nearest * len(reference))
