from __future__ import annotations

import pytest

from accounts.addresses import UnreadableAddress, plain_address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Alex.Rivera@Example.ORG", "alex.rivera@example.org"),
        ("  alex@example.org\n", "alex@example.org"),
        ("alex+cop@example.org", "alex+cop@example.org"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("alex@xn--exmple-cua.org", "alex@xn--exmple-cua.org"),
    ],
)
def test_an_address_is_kept_in_lower_case_and_nothing_else_is_guessed(written, kept):
    assert plain_address(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "alex",
        "alex@",
        "@example.org",
        "alex@example.org, robin@example.org",
        "alex@example.org\nBcc: robin@example.org",
        "alex rivera@example.org",
        "alex@example.org\x00",
        "ａlex@example.org",  # full width
        "alеx@example.org",  # Cyrillic е
        "alex@exámple.org",
        "alex@exa\u0301mple.org",  # the same, decomposed
        "alex@example.ſ-org.org",  # the long s, which folds to s
        "alex@\u212aexample.org",  # the Kelvin sign, which is K in lower case
        "alex@example。org",  # an ideographic full stop, which IDNA takes for a dot
        "alex@" + "a." * 130 + "org",
    ],
)
def test_what_is_no_plain_address_is_refused_with_a_sentence(written):
    with pytest.raises(UnreadableAddress) as refusal:
        plain_address(written)
    assert str(refusal.value).endswith(" is not an e-mail address. Addresses look like name@example.org.")
    assert refusal.value.field == "email"
