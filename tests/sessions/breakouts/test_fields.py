from __future__ import annotations

import pytest

from sessions.breakouts.fields import field, prime_power


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27, 32, 49])
def test_it_is_a_field(size):
    numbers = field(size)
    everything = range(size)

    for a in everything:
        assert sorted(numbers.add(a, b) for b in everything) == list(everything)
        assert a == 0 or sorted(numbers.times(a, b) for b in everything) == list(everything)
        for b in range(min(size, 9)):
            assert numbers.times(a, b) == numbers.times(b, a)
            for c in range(min(size, 9)):
                assert numbers.times(a, numbers.add(b, c)) == numbers.add(numbers.times(a, b), numbers.times(a, c))
                assert numbers.times(a, numbers.times(b, c)) == numbers.times(numbers.times(a, b), c)


def test_prime_powers_are_told_from_other_numbers():
    assert [number for number in range(1, 20) if prime_power(number)] == [2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19]
    with pytest.raises(ValueError, match="no field of 6"):
        field(6)
