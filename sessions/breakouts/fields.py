"""Finite fields, small ones: their addition and multiplication as tables."""

from __future__ import annotations

from functools import cache
from itertools import product

LARGEST = 64


@cache
def prime_power(number: int) -> tuple[int, int] | None:
    """(p, k) where the number is p to the k, p a prime; None where it is no such number."""
    if number < 2:
        return None
    prime = next(divisor for divisor in range(2, number + 1) if number % divisor == 0)
    exponent, rest = 0, number
    while rest % prime == 0:
        exponent, rest = exponent + 1, rest // prime
    return (prime, exponent) if rest == 1 else None


class Field:
    """The field of q elements, which are the numbers 0 … q - 1: the digits, in base p, of polynomials over the prime field."""

    def __init__(self, size: int) -> None:
        power = prime_power(size)
        if power is None:
            raise ValueError(f"There is no field of {size} elements.")
        self.size = size
        self.prime, self.degree = power
        self.rule = self.irreducible() if self.degree > 1 else ()

    def digits(self, element: int) -> list[int]:
        """The coefficients, the constant first."""
        return [element // self.prime**place % self.prime for place in range(self.degree)]

    def number(self, digits: list[int]) -> int:
        """The element with these coefficients."""
        return sum(digit * self.prime**place for place, digit in enumerate(digits))

    def add(self, one: int, other: int) -> int:
        """The sum."""
        if self.degree == 1:
            return (one + other) % self.prime
        return self.number([(a + b) % self.prime for a, b in zip(self.digits(one), self.digits(other), strict=True)])

    def times(self, one: int, other: int) -> int:
        """The product."""
        if self.degree == 1:
            return one * other % self.prime
        return self.product(one, other, self.rule)

    def product(self, one: int, other: int, rule: tuple[int, ...]) -> int:
        """The product where x to the degree is what the rule says."""
        coefficients = [0] * (2 * self.degree - 1)
        for i, a in enumerate(self.digits(one)):
            for j, b in enumerate(self.digits(other)):
                coefficients[i + j] += a * b
        for place in range(2 * self.degree - 2, self.degree - 1, -1):
            for spot, value in enumerate(rule):
                coefficients[place - self.degree + spot] += coefficients[place] * value
        return self.number([value % self.prime for value in coefficients[: self.degree]])

    def irreducible(self) -> tuple[int, ...]:
        """The first rule under which no two elements but 0 multiply to 0."""
        everything = range(1, self.size)
        for rule in product(range(self.prime), repeat=self.degree):
            if rule[0] and all(self.product(a, b, rule) for a in everything for b in everything if a <= b):
                return rule
        raise AssertionError("there is a field of every prime power")


@cache
def field(size: int) -> Field:
    """The field of so many elements."""
    return Field(size)
