"""Training on several machines: one process on each, started with the same command under ``accelerate launch``.

Each process draws examples of its own, and before a step the gradients are averaged over all, so that the weights stay the
same everywhere. The first process decides when the time is over, tells how it goes and writes; the work folder lies on a disk that all
of them see. Without a launcher there is a team of one, and nothing of this costs anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import torch

APART = 7919
"""Between the seeds of two processes."""


@dataclass(frozen=True, slots=True)
class Team:
    """``rank`` of this process among ``size``; the one of rank 0 leads."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        return self.rank == 0

    def own_seed(self, seed: int) -> int:
        """A seed of this process: nobody reads what another reads."""
        return seed + APART * self.rank

    def share_weights(self, model: torch.nn.Module) -> None:
        """The leader's weights for all: machines differ in their last digits."""
        if self.size > 1:
            from accelerate.utils import broadcast

            with torch.no_grad():
                for parameter in model.parameters():
                    parameter.copy_(broadcast(parameter.detach().clone()))

    def average_gradients(self, parameters: Iterable[torch.nn.Parameter]) -> None:
        """The mean of all processes' gradients, in place; those that are ``None`` must be so in all."""
        if self.size > 1:
            from accelerate.utils import reduce

            gradients = [p.grad for p in parameters if p.grad is not None]
            mean = reduce(torch.cat([g.reshape(-1) for g in gradients]), "mean")
            for gradient, part in zip(gradients, mean.split([g.numel() for g in gradients]), strict=True):
                gradient.copy_(part.view_as(gradient))

    def total(self, value: float) -> float:
        """The sum over all processes."""
        if self.size == 1:
            return value
        from accelerate.utils import reduce

        return float(reduce(torch.tensor(value, dtype=torch.float64), "sum"))

    def leaders(self, value: float) -> float:
        """What the leader says, for all."""
        if self.size == 1:
            return value
        from accelerate.utils import broadcast

        return float(broadcast(torch.tensor(value, dtype=torch.float64)))

    def wait(self) -> None:
        """Until all are here: what the leader wrote before may be read after."""
        if self.size > 1:
            from accelerate import PartialState

            PartialState().wait_for_everyone()


@lru_cache(maxsize=1)
def team() -> Team:
    """The team of this process, joined at the first call: by ``RANK`` and ``WORLD_SIZE``, as launchers set them."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return Team()
    from accelerate import PartialState

    state = PartialState(cpu=True)
    return Team(state.process_index, state.num_processes)
