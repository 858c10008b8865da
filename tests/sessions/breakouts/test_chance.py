from __future__ import annotations

import numpy as np

from sessions.breakouts.chance import GUMBEL, Chance, mixed


def test_words_are_those_of_splitmix64():
    """Its published first three, from the seed 1234567."""
    chance = Chance(0)
    chance.state = 1234567

    assert chance.words(3).tolist() == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_one_by_one_is_the_same_stream():
    one, other = Chance(5), Chance(5)

    assert [one.below(1 << 64) for _ in range(4)] == other.words(4).tolist()
    assert mixed(0) == 0


def test_the_thresholds_are_the_same_on_every_machine():
    assert (int(GUMBEL.sum()), int(GUMBEL[0]), int(GUMBEL[2048]), int(GUMBEL[-1])) == (605182, -563, 94, 2307)


def test_an_order_holds_everything_once():
    assert sorted(Chance(3).order(50).tolist()) == list(range(50))
    assert Chance(3).gumbel(13).shape == (13,)
    assert np.isin(Chance(3).gumbel(1000), GUMBEL).all()
