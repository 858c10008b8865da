from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from common.icons import PATHS
from common.templatetags.components import initials

START = datetime(2022, 9, 21, 19, 0, tzinfo=UTC)
NOW = datetime(2022, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def draw(source: str, **context) -> str:
    """The template's HTML, white space between tags folded."""
    html = Template("{% load components %}" + source).render(Context({"now": NOW} | context))
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", html)).strip()


def words(source: str, **context) -> str:
    """What people read of it."""
    html = Template("{% load components %}" + source).render(Context({"now": NOW} | context))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).strip()


# --- Props are declared


@pytest.mark.parametrize(
    "source",
    [
        "{% card titel='x' %}{% endcard %}",
        "{% note text='x' %}{% endnote %}",
        "{% empty_state %}{% endempty_state %}",
        "{% tabs %}{% endtabs %}",
        "{% tab 'x' href='/' %}",
        "{% todo_item %}",
        "{% when at %}",
        "{% date_tile %}",
        "{% post_button 'x' %}",
        "{% page_links %}",
        "{% meter 1 2 %}",
        "{% icon %}",
        "{% badge 'x' color='red' %}",
        "{% scroll_table %}{% endscroll_table %}",
        "{% numbers title='x' %}{% endnumbers %}",
    ],
)
def test_a_prop_that_is_unknown_or_missing_stops_the_page(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% card kind='big' %}{% endcard %}",
        "{% card level=1 %}{% endcard %}",
        "{% note kind='danger' %}{% endnote %}",
        "{% badge 'x' kind='red' %}",
        "{% icon 'unicorn' %}",
        "{% post_button 'x' url='/' kind='huge' %}",
        "{% empty_state title='x' action_url='/' %}{% endempty_state %}",
    ],
)
def test_a_value_outside_its_list_stops_the_page(source):
    with pytest.raises(TemplateSyntaxError):
        draw(source)


# --- What they draw


def test_card_names_itself_by_its_heading():
    assert draw("{% card title='Your part' meta='Session 4' level=3 %}<p>x</p>{% endcard %}") == (
        '<section class="card" aria-labelledby="your-part"><div class="card-head"><p class="meta">Session 4</p>'
        '<h3 id="your-part">Your part</h3></div><p>x</p></section>'
    )


def test_a_card_without_a_heading_is_no_section():
    assert draw("{% card %}<p>x</p>{% endcard %}") == '<div class="card"><p>x</p></div>'


def test_props_are_escaped_and_content_is_not_escaped_twice():
    html = draw("{% card title=title %}{{ body }}<b>kept</b>{% endcard %}", title="<i>", body="<script>")
    assert "<i>" not in html
    assert "<script>" not in html
    assert "&lt;script&gt;<b>kept</b>" in html


@pytest.mark.parametrize(
    "source",
    [
        "{% badge evil %}",
        "{% meta evil %}",
        "{% crumb evil %}",
        "{% meter 1 2 label=evil %}",
        "{% todo_item evil %}",
        "{% note title=evil %}{% endnote %}",
        "{% tabs label=evil %}{% endtabs %}",
        "{% scroll_table label=evil %}{% endscroll_table %}",
        "{% numbers title=evil summary=evil %}{% endnumbers %}",
        "{% post_button evil url='/' about=evil %}",
        "{% avatar evil %}",
    ],
)
def test_no_text_becomes_markup(source):
    assert "<script" not in draw(source, evil='"><script>x</script>')


def test_note_that_comes_up_is_read_out():
    assert 'role="status"' in draw("{% note kind='done' live=True %}x{% endnote %}")
    assert 'role="alert"' in draw("{% note kind='error' live=True %}x{% endnote %}")
    assert "role=" not in draw("{% note kind='error' %}x{% endnote %}")


def test_icons_are_pictures_beside_words():
    for name in PATHS:
        assert 'aria-hidden="true"' in draw("{% icon name %}", name=name)


def test_meta_leaves_out_what_is_empty():
    assert draw("{% meta 'a' '' nothing 'b' %}", nothing=None) == '<p class="meta">a · b</p>'


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Joseph T.", "JT"),
        ("Cedar", "Ce"),
        ("Heron, community member", "He"),
        ("Ana Ruiz, MD", "AR"),
        ("Ana María de la Cruz", "AC"),
        ("", "?"),
        ("– –", "?"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(("value", "maximum", "width"), [(12, 25, 48), (0, 5, 0), (9, 5, 100), (1, 0, 0)])
def test_meter_says_the_numbers_and_draws_the_share(value, maximum, width):
    html = draw("{% meter value maximum label='answered' %}", value=value, maximum=maximum)
    assert f'class="fill" width="{width}"' in html
    assert f"{value} of {maximum} answered" in html


def test_todo_item_is_a_link_until_it_is_done():
    assert '<a href="/x">Reply</a>' in draw("{% todo_item 'Reply' url='/x' %}")
    done = draw("{% todo_item 'Reply' url='/x' done=True %}")
    assert "<s>Reply</s>" in done
    assert "(done)" in done
    assert "<a " not in done


def test_todo_item_lists_the_ways_to_do_it_under_itself():
    html = draw(
        "{% todo_item 'Choose one' choices=ways %}", ways=[("First", "/1#answer"), ("Second & last", "/2#answer")]
    )
    assert '<ul><li><a href="/1#answer">First</a></li><li><a href="/2#answer">Second &amp; last</a></li></ul>' in html


def test_the_tab_the_page_is_on_says_so():
    source = "{% tab 'People' url='/p' name='people' %}{% tab 'None' url='' name='none' %}"
    assert draw(source, tab="people") == '<li><a href="/p" aria-current="page">People</a></li>'
    assert draw(source, tab="home") == '<li><a href="/p">People</a></li>'


def test_a_tab_says_how_much_is_new():
    assert "3 new" in draw("{% tab 'Talk' url='/t' count=3 %}")


def test_page_links_are_left_out_where_there_is_one_page():
    assert draw("{% page_links label='Pages' position='1 of 1' %}") == ""
    assert 'rel="next"' in draw("{% page_links label='Pages' next_url='?after=9' %}")
    assert 'rel="prev"' not in draw("{% page_links label='Pages' next_url='?after=9' %}")


def test_post_button_carries_the_token():
    html = draw("{% post_button 'Send' url='/send/' name='to' value='7' about='to Ana' %}", csrf_token="token-7")
    assert 'name="csrfmiddlewaretoken" value="token-7"' in html
    assert 'method="post" action="/send/"' in html
    assert 'name="to" value="7"' in html
    assert '<span class="visually-hidden"> to Ana</span>' in html


# --- Times

WHEN = "{% when at end=end zone='America/New_York' %}"


def test_when_is_said_in_the_viewers_zone_and_the_cohorts():
    viewer = SimpleNamespace(time_zone="America/Los_Angeles")
    said = {"at": START, "end": START + timedelta(minutes=90), "user": viewer}
    assert (
        words(WHEN, **said) == "Wednesday, September 21, 12:00 – 1:30 pm your time (Pacific) · 3:00 – 4:30 pm Eastern"
    )
    assert re.findall(r'datetime="([^"]+)"', draw(WHEN, **said)) == [
        "2022-09-21T12:00:00-07:00",
        "2022-09-21T15:00:00-04:00",
    ]


@pytest.mark.parametrize("viewer", [None, SimpleNamespace(), SimpleNamespace(time_zone="")])
def test_when_is_said_once_where_the_viewers_zone_is_not_known(viewer):
    said = {"at": START, "end": START + timedelta(minutes=90), "user": viewer}
    assert words(WHEN, **said) == "Wednesday, September 21, 3:00 – 4:30 pm Eastern"


def test_when_says_the_other_day():
    viewer = SimpleNamespace(time_zone="Pacific/Guam")
    assert words(WHEN, at=START, end=None, user=viewer) == (
        "Thursday, September 22, 5:00 am your time (Chamorro) · Wednesday, September 21, 3:00 pm Eastern"
    )


def test_moments_are_in_the_zone_that_is_active():
    with timezone.override("America/Chicago"):
        assert words("{% moment at %}", at=START) == "Sep 21, 2:00 pm Central"
        assert words("{% moment at zone='UTC' named=False %}", at=START) == "Sep 21, 7:00 pm"
        assert words("{% ago at %}", at=NOW - timedelta(minutes=5)) == "5 min ago"


def test_what_was_said_of_a_moment_is_said_anew_in_another_zone_and_language():
    """Moments are kept ready: not those of somebody else."""
    with timezone.override("America/Chicago"):
        english = words("{% moment at %}", at=START)
        with translation.override("es"):
            spanish = words("{% moment at %}", at=START)
    with timezone.override("America/Denver"):
        elsewhere = words("{% moment at %}", at=START)
    assert len({english, spanish, elsewhere}) == 3


def test_countdown_can_be_kept_up_to_date():
    html = draw("{% countdown at %}", at=NOW + timedelta(minutes=12))
    assert html == '<time datetime="2022-09-01T12:12:00+00:00" data-countdown>in 12 minutes</time>'


def test_date_tile_says_the_year_where_it_is_another_one():
    this_year = draw("{% date_tile at zone='America/New_York' %}", at=START)
    assert this_year == '<span class="tile" aria-hidden="true"><b>Sep</b><span>21</span><i>Wed</i></span>'
    later = draw("{% date_tile at zone='America/New_York' struck=True %}", at=START, now=NOW + timedelta(days=365))
    assert "<b>Sep 2022</b>" in later
    assert 'class="tile struck"' in later
