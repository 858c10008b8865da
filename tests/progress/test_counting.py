from __future__ import annotations

from datetime import UTC, datetime, timedelta

from progress.counting import Contribution, Expectation, count

ME, ROSA, JOSEPH = 1, 2, 3
START = datetime(2026, 9, 1, 12, tzinfo=UTC)
RULE = Expectation(responses=1, replies=2)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def response(hours: int, words: int = 50) -> Contribution:
    return Contribution(at=at(hours), words=words)


def reply(hours: int, to: int, words: int = 50, *, is_outside: bool = False) -> Contribution:
    return Contribution(at=at(hours), words=words, reply_to=to, is_outside=is_outside)


def test_nothing_written_is_all_missing():
    standing = count(RULE, [], person=ME)
    assert (standing.needs_response, standing.replies_missing, standing.is_done) == (True, 2, False)


def test_response_and_replies_to_two_people_is_done_at_the_last_of_them():
    standing = count(RULE, [reply(9, JOSEPH), response(1), reply(5, ROSA)], person=ME)
    assert standing.is_done
    assert standing.done_at == at(9)


def test_further_posts_do_not_move_the_time_it_was_done():
    posts = [response(1), reply(2, ROSA), reply(3, JOSEPH), response(8), reply(9, ROSA)]
    assert count(RULE, posts, person=ME).done_at == at(3)


def test_two_responses_are_one():
    standing = count(RULE, [response(1), response(2)], person=ME)
    assert standing.responded_at == at(1)
    assert standing.replies_missing == 2


def test_two_replies_to_one_person_are_one():
    assert count(RULE, [response(1), reply(2, ROSA), reply(3, ROSA)], person=ME).replies_missing == 1


def test_reply_to_oneself_is_none():
    assert count(RULE, [response(1), reply(2, ME), reply(3, ROSA)], person=ME).replies_missing == 1


def test_reply_does_not_stand_for_a_response():
    assert count(RULE, [reply(2, ROSA), reply(3, JOSEPH)], person=ME).needs_response


def test_post_under_the_words_is_none_and_one_at_the_words_counts():
    rule = Expectation(responses=1, replies=1, words=20)
    standing = count(rule, [response(1, words=19), reply(2, ROSA, words=20)], person=ME)
    assert (standing.needs_response, standing.replies_missing) == (True, 0)


def test_reply_outside_the_organization_is_asked_for():
    rule = Expectation(responses=0, replies=2, reply_outside_organization=True)
    inside = [reply(1, ROSA), reply(2, JOSEPH)]
    assert count(rule, inside, person=ME).needs_outside_reply
    standing = count(rule, [*inside, reply(7, 4, is_outside=True)], person=ME)
    assert standing.done_at == at(7)


def test_gone_post_makes_it_not_done():
    posts = [response(1), reply(2, ROSA), reply(3, JOSEPH)]
    assert not count(RULE, posts[:2], person=ME).is_done


def test_rule_that_expects_nothing_is_done():
    standing = count(Expectation(responses=0, replies=0), [], person=ME)
    assert standing.is_done
    assert standing.done_at is None
