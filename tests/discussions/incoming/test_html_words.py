from __future__ import annotations

import pytest

from discussions.incoming.html_words import TooDeep, plain_words
from discussions.incoming.quotes import own_words

# As they are sent, shortened.
GMAIL = (
    '<div dir="ltr">We do,&nbsp;<b>weekly</b>.<div><br></div><div>See <a href="https://example.org/map">the map</a>:</div>'
    '<ul><li>rent</li><li>food</li></ul></div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" '
    'class="gmail_attr">On Wed, Sep 16, 2026 CoP Portal &lt;<a href="mailto:no-reply@x.org">no-reply@x.org</a>&gt; wrote:<br>'
    '</div><blockquote class="gmail_quote" style="margin:0"><p>Write your answer above this line</p><p>Lena</p>'
    "</blockquote></div>"
)
OUTLOOK = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body>'
    '<div class="WordSection1"><p class="MsoNormal">We do.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
    '<p class="MsoNormal">Weekly.</p><div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> CoP Portal '
    "&lt;no-reply@x.org&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> Ana<br><b>Subject:</b> New</p></div><p>Lena</p></div></body>"
)
OUTLOOK_WEB = (
    '<div>We do.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> CoP</div><div>Lena</div>'
)
APPLE = (
    '<html><body>We do.<div><br></div><div>Weekly.<br><div><br><blockquote type="cite"><div>On 16 Sep 2026, at 09:00, CoP '
    "Portal &lt;no-reply@x.org&gt; wrote:</div><br><div>Lena</div></blockquote></div></div></body></html>"
)
THUNDERBIRD = (
    '<p>We do.</p><div class="moz-signature">-- <br>Ana</div><div class="moz-cite-prefix">Am 16.09.26 schrieb CoP:<br></div>'
    '<blockquote type="cite"><p>Lena</p></blockquote>'
)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (GMAIL, "We do, weekly.\n\nSee the map (https://example.org/map):\n\n- rent\n- food"),
        (OUTLOOK, "We do.\n\nWeekly."),
        (OUTLOOK_WEB, "We do."),
        (APPLE, "We do.\n\nWeekly."),
        (THUNDERBIRD, "We do."),
        ('<div>We do.</div><div class="gmail_signature">Ana</div>', "We do."),
    ],
)
def test_what_programs_send(html, words):
    assert own_words(plain_words(html), marks=["Write your answer above this line"], ours=["no-reply@x.org"]) == words


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a<script>alert(1)</script><style>p{}</style>b</p>", "ab"),
        ("<p>1 &lt; 2 &amp; <i>x</i></p>", "1 < 2 & x"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="https://x.org/">https://x.org</a>', "https://x.org"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n\n>> b\n\nc"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>never closed", "never closed"),
        ("</div></p>x</blockquote>", "x"),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_words_are_words(html, words):
    assert plain_words(html) == words


def test_elements_without_end_are_refused_before_they_cost():
    with pytest.raises(TooDeep):
        plain_words("<div>" * 200_000)
    with pytest.raises(TooDeep):
        plain_words("<b><i>" * 100_000 + "x")
    assert plain_words("<p>" * 50_000 + "x") == "x"
