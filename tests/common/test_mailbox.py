from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from common.mailbox import Mailbox, MailboxAddress, MailboxAway
from tests.imap_stand_in import PASSWORD, ImapStandIn


def mailbox(stand_in, **facts):
    address = {"host": "127.0.0.1", "port": stand_in.port, "user": "reply", "password": PASSWORD, "uses_tls": False}
    return Mailbox(MailboxAddress(**address | facts))


def test_mails_are_read_without_a_trace_then_taken_out_or_set_aside():
    with ImapStandIn(mails={3: b"three", 7: b"seven", 9: b"n" * 50}) as stand_in:
        with mailbox(stand_in) as open_box:
            assert list(open_box.unread()) == ["3", "7", "9"]
            assert open_box.content("3", limit=20) == b"three"
            assert open_box.content("9", limit=20) == b"n" * 21
            assert open_box.content("8", limit=20) is None
            assert stand_in.flags == {}
            open_box.remove("3")
            open_box.set_aside("7")
            assert list(open_box.unread()) == ["9"]
        assert (sorted(stand_in.mails), stand_in.flags[7]) == ([7, 9], {r"\Seen", r"\Flagged"})
        assert stand_in.commands[-1] == "LOGOUT"


@pytest.mark.parametrize(("has_uidplus", "left"), [(True, [4]), (False, [])])
def test_what_somebody_else_deleted_is_left_where_the_server_can(has_uidplus, left):
    with ImapStandIn(mails={3: b"", 4: b""}, flags={4: {r"\Deleted"}}, has_uidplus=has_uidplus) as stand_in:
        with mailbox(stand_in) as open_box:
            open_box.remove("3")
        assert sorted(stand_in.mails) == left


@pytest.mark.parametrize("dies_at", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE", "EXPUNGE"])
def test_a_server_that_hangs_up_is_away(dies_at):
    def read_and_remove(stand_in):
        with mailbox(stand_in) as open_box:
            for number in open_box.unread():
                open_box.content(number, limit=20)
                open_box.remove(number)

    with ImapStandIn(mails={3: b"three"}, dies_at=dies_at) as stand_in, pytest.raises(MailboxAway):
        read_and_remove(stand_in)


@pytest.mark.parametrize("facts", [{"password": "wrong"}, {"folder": "Elsewhere"}, {"port": 1}])
def test_a_server_that_lets_nobody_in_is_away(facts):
    with ImapStandIn() as stand_in, pytest.raises(MailboxAway), mailbox(stand_in, **facts):
        pass


def test_the_password_is_not_shown():
    assert "secret" not in repr(MailboxAddress("mail.example.org", 993, "reply", "secret"))


@pytest.fixture
def certificate(tmp_path):
    """A file with a key and a certificate for this machine that nobody else has signed."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_password(certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    address = {"user": "reply", "password": PASSWORD}
    with ImapStandIn(mails={3: b"three"}, tls=tls) as stand_in:
        with pytest.raises(MailboxAway), Mailbox(MailboxAddress("localhost", stand_in.port, **address)):
            pass
        assert not [command for command in stand_in.commands if "LOGIN" in command]
        trusts = ssl.create_default_context(cafile=str(certificate))
        with Mailbox(MailboxAddress("localhost", stand_in.port, **address), context=trusts) as open_box:
            assert open_box.content("3", limit=20) == b"three"
