"""Chance that is the same everywhere: SplitMix64 by counter, on whole numbers. NumPy's own streams may change."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15
Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

# Thresholds of Gumbel's distribution, in 1/256: -256 ln(-ln((i + ½) / 4096)), rounded. Adding one to each choice's merit
# (divided by the temperature) and taking the best draws a choice with probability ∝ exp(merit / temperature). Rounding takes
# away what two machines' logarithms differ by; a test holds the table's sum.
GUMBEL = np.array([round(-256 * math.log(-math.log((i + 0.5) / 4096))) for i in range(4096)], dtype=np.int32)


def mixed(word: int) -> int:
    """SplitMix64's output for one state."""
    word &= MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


class Chance:
    """A stream of words that depends on its seed and on nothing else."""

    def __init__(self, seed: int) -> None:
        self.state = mixed(seed * GAMMA + 0x1234567)

    def words(self, count: int) -> Words:
        """The next words of 64 bits."""
        steps = np.arange(1, count + 1, dtype=np.uint64)
        words = steps * np.uint64(GAMMA) + np.uint64(self.state)
        self.state = (self.state + count * GAMMA) & MASK
        words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return words ^ (words >> np.uint64(31))

    def below(self, limit: int) -> int:
        """One number from 0 to limit - 1."""
        self.state = (self.state + GAMMA) & MASK
        return (mixed(self.state) * limit) >> 64

    def order(self, count: int) -> Numbers:
        """The numbers 0 … count - 1 in a random order; words that are alike keep the smaller index first."""
        return np.argsort(self.words(count), kind="stable")

    def shuffled(self, items: list[int]) -> list[int]:
        """A list in a random order."""
        return [items[index] for index in self.order(len(items)).tolist()]

    def gumbel(self, count: int) -> npt.NDArray[np.int32]:
        """Draws from the table."""
        words = self.words((count + 4) // 5)
        shifts = np.arange(5, dtype=np.uint64) * np.uint64(12)
        return GUMBEL[((words[:, None] >> shifts) & np.uint64(4095)).ravel()[:count]]
