from __future__ import annotations

from email.message import EmailMessage

from discussions.incoming.body import ORNAMENT, read_body
from discussions.incoming.flowed import unflowed


def mail(words="Plain.", html=None):
    made = EmailMessage()
    made["From"] = "ana@example.org"
    made.set_content(words)
    if html is not None:
        made.add_alternative(html, subtype="html")
    return made


def test_html_is_read_first_for_it_wraps_no_lines():
    assert read_body(mail("Pl\nain.", "<p>Rich.</p>").as_bytes()).text == "Rich."
    assert read_body(mail("Plain.", "<p> </p>").as_bytes()).text == "Plain.\n"


def test_html_alone_is_read_too():
    made = EmailMessage()
    made.set_content("<p>Rich<br>words.</p>", subtype="html")
    assert read_body(made.as_bytes()).text == "Rich\nwords."


def test_words_around_a_picture_are_all_read():
    made = mail("Before.")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    made.add_attachment("After.", disposition="inline")
    body = read_body(made.as_bytes())
    assert [line for line in body.text.splitlines() if line] == ["Before.", "After."]
    assert [file.name for file in body.files] == ["file-1.png"]


def test_a_small_picture_inside_the_text_is_an_ornament():
    made = mail("Plain.", '<p>Rich.<img src="cid:logo"></p>')
    rich = made.get_payload()[1]
    rich.add_related(b"x" * (ORNAMENT - 1), "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    rich.add_related(b"x" * ORNAMENT, "image", "png", cid="<wall>", filename="wall.png", disposition="inline")
    assert [file.name for file in read_body(made.as_bytes()).files] == ["wall.png"]


def test_what_goes_along_with_a_mail_is_no_file():
    made = mail()
    made.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    made.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    assert read_body(made.as_bytes()).files == ()


def test_a_mail_inside_is_not_looked_into():
    made = mail()
    made.add_attachment(mail("Somebody else's words."))
    body = read_body(made.as_bytes())
    assert (body.text, body.has_mails_inside) == ("Plain.\n", True)


def test_names_of_files_in_other_letters():
    made = mail()
    made.add_attachment(b"x", maintype="text", subtype="csv", filename="año/plan.csv")
    assert [file.name for file in read_body(made.as_bytes()).files] == ["año/plan.csv"]


def test_lines_that_were_only_wrapped_are_one():
    assert unflowed("We map \nrent and \nfood.\n\nWeekly.\n-- \nAna") == "We map rent and food.\n\nWeekly.\n-- \nAna"
    assert unflowed("> a \n> b\nc \n  d") == "> a b\nc  d"
    assert unflowed("ab \ncd", deletes_space=True) == "abcd"
    flowed = b"From: a@example.org\r\nContent-Type: text/plain; format=flowed\r\n\r\nWe map \r\nrent.\r\n"
    assert read_body(flowed).text == "We map rent.\n"
