"""Two accounts of one person, on every floor of the house at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps

from accounts.models import User
from accounts.operations.merging import UnableToMerge, merge_accounts
from cohorts.enums import EnrollmentStatus, Role
from cohorts.models import Enrollment, Pseudonym
from discussions.models import Post, ReadingPosition
from notifications.enums import MailState
from notifications.models import OutboxMail
from sessions.models import AccommodationRequest, Reminder, StandingNeed
from tests.accounts.conftest import PASSWORD
from tests.factories.accounts import SiteAdminFactory, UserFactory
from tests.factories.breakouts import (
    BreakoutPairFactory,
    BreakoutPersonFactory,
    BreakoutPlanFactory,
    BreakoutSeatFactory,
    BreakoutTableFactory,
    TableNoteFactory,
)
from tests.factories.cohorts import (
    AffinityGroupFactory,
    CoachingPairFactory,
    CohortFactory,
    CohortLetterFactory,
    EnrollmentFactory,
    GroupMeetingFactory,
    GroupMembershipFactory,
    InvitationFactory,
    JoinRequestFactory,
    ProposedMemberFactory,
    PseudonymFactory,
    PseudonymOpeningFactory,
    TeamFactory,
    TeamFormationFactory,
)
from tests.factories.discussions import (
    BookmarkFactory,
    FlagFactory,
    FollowingFactory,
    HeldPostFactory,
    HiddenTopicFactory,
    MailedReplyFactory,
    MentionFactory,
    PostDraftFactory,
    PostFactory,
    ReactionFactory,
    ReadingPositionFactory,
    ThreadFactory,
)
from tests.factories.improvement import ActionFactory, VoteFactory
from tests.factories.notifications import MailHoursFactory, NoticeFactory, OutboxMailFactory, PreferenceFactory
from tests.factories.sessions import (
    AccommodationMessageFactory,
    AccommodationRequestFactory,
    AliasFactory,
    ApologyFactory,
    CalendarFeedFactory,
    CorrectionFactory,
    HelpRequestFactory,
    LiveSessionFactory,
    MaterialFactory,
    PresenceFactory,
    PresenterFactory,
    RecordingFactory,
    RecordingOpeningFactory,
    ReflectionFactory,
    ReminderFactory,
    ReportImportFactory,
    ResourceFactory,
    StandingNeedFactory,
    TranscriptCueFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
# What stays with the account it was given to: ways to sign in, and who did what in the administration.
STAYS = {
    "accounts.RecoveryCode",
    "account.EmailAddress",
    "mfa.Authenticator",
    "usersessions.UserSession",
    "admin.LogEntry",
}


@pytest.fixture
def boss():
    return SiteAdminFactory(email="boss@example.org")


@pytest.fixture
def kept():
    return UserFactory(email="ana@clinic.example.org", name="", time_zone="", title="Nurse")


@pytest.fixture
def merged():
    return UserFactory(email="ana@home.example.org", name="Ana Ruiz", title="RN")


def merge(kept, merged, by=None):
    return merge_accounts(kept=kept, merged=merged, by=by, reason="Ana told us", now=NOW)


def places():
    """Every (model, field) of ours that points at a person."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if model._meta.label not in STAYS and not model.__name__.startswith("Historical")
        for field in model._meta.fields
        if field.related_model is User
    ]


def test_nothing_of_ours_stays_behind(kept, merged, boss):
    """A new field that points at people fails here until it has a row, and then until something hands it over."""
    thread = ThreadFactory(author=merged)
    PostFactory(thread=thread, author=merged, edited_by=merged, deleted_by=merged, deleted_at=NOW)
    ReadingPositionFactory(person=merged, thread=thread)
    FlagFactory(thread=thread, flagged_by=merged, decided_by=merged)
    HiddenTopicFactory(thread=thread, hidden_by=merged)
    ReactionFactory(person=merged)
    BookmarkFactory(person=merged)
    MailedReplyFactory(person=merged)
    MentionFactory(person=merged)
    FollowingFactory(person=merged)
    NoticeFactory(person=merged)
    PreferenceFactory(person=merged)
    MailHoursFactory(person=merged)
    PostDraftFactory(person=merged, thread=thread)
    EnrollmentFactory(person=merged)
    TeamFactory(coach=merged)
    CoachingPairFactory(coach=merged)
    HeldPostFactory(thread=thread, author=merged, decided_by=merged)
    TeamFormationFactory(opened_by=merged)
    group = AffinityGroupFactory(proposed_by=merged)
    GroupMembershipFactory(group=group, person=merged)
    GroupMeetingFactory(group=group, added_by=merged)
    InvitationFactory(invited_by=merged)
    CohortLetterFactory(written_by=merged)
    JoinRequestFactory(decided_by=merged)
    PseudonymFactory(person=merged)
    PseudonymOpeningFactory(opened_by=merged)
    MaterialFactory(added_by=merged)
    RecordingFactory(added_by=merged)
    RecordingOpeningFactory(person=merged)
    ResourceFactory(added_by=merged)
    TranscriptCueFactory(corrected_by=merged)
    ReminderFactory(person=merged)
    CalendarFeedFactory(person=merged)
    request = AccommodationRequestFactory(person=merged, answered_by=merged)
    AccommodationMessageFactory(request=request, author=merged)
    StandingNeedFactory(person=merged)
    ReflectionFactory(person=merged, taken_off_by=merged)
    PresenceFactory(person=merged, noted_by=merged)
    AliasFactory(person=merged, by=merged)
    ReportImportFactory(imported_by=merged)
    CorrectionFactory(person=merged, by=merged)
    ApologyFactory(person=merged, accepted_by=merged)
    PresenterFactory(person=merged)
    HelpRequestFactory(person=merged, answered_by=merged, answered_at=NOW)
    plan = BreakoutPlanFactory(made_by=merged, published_by=merged, published_at=NOW)
    BreakoutSeatFactory(table=BreakoutTableFactory(plan=plan, host=merged), person=merged)
    BreakoutPersonFactory(plan=plan, person=merged)
    BreakoutPairFactory(plan=plan, first=merged)
    BreakoutPairFactory(plan=plan, second=merged)
    TableNoteFactory(author=merged, hidden_by=merged)
    VoteFactory(person=merged)
    ActionFactory(owner=merged, made_by=merged)
    OutboxMailFactory(recipient=merged)
    empty = [(model.__name__, name) for model, name in places() if not model.objects.filter(**{name: merged}).exists()]
    assert empty == []
    merge(kept, merged, by=boss)
    left = [(model.__name__, name) for model, name in places() if model.objects.filter(**{name: merged}).exists()]
    assert left == []
    assert all(model.objects.filter(**{name: kept}).count() == 1 for model, name in places())


def test_the_history_says_who_did_it_and_why(kept, merged, boss):
    enrollment = EnrollmentFactory(person=merged)
    post = PostFactory(author=merged)
    merge(kept, merged, by=boss)
    said = "Merged with ana@home.example.org: Ana told us"
    for row in (enrollment, post, kept):
        line = row.history.latest()
        assert (line.history_user, line.history_change_reason) == (boss, said)
    line = merged.history.latest()
    assert (line.history_user, line.history_change_reason) == (boss, "Merged into ana@clinic.example.org: Ana told us")
    # What was so before stays as it was.
    assert [line.person_id for line in enrollment.history.order_by("pk")] == [merged.pk, kept.pk]


def test_the_kept_account_takes_over_what_it_does_not_say_itself(kept, merged):
    merged.joined_at = NOW - timedelta(days=900)
    merged.save()
    merge(kept, merged)
    kept.refresh_from_db()
    assert (kept.email, kept.name, kept.title) == ("ana@clinic.example.org", "Ana Ruiz", "Nurse")
    assert (kept.time_zone, kept.joined_at) == ("America/Los_Angeles", NOW - timedelta(days=900))


def test_the_other_account_is_closed_and_signed_out_everywhere(client, kept, alex):
    client.post("/account/login/", {"login": alex.email, "password": PASSWORD})
    assert UserSession.objects.filter(user=alex).count() == 1
    merge(kept, alex)
    alex.refresh_from_db()
    assert not alex.is_active
    assert not UserSession.objects.exists()
    assert client.get("/me/").status_code == 302


def test_of_two_enrollments_in_one_cohort_the_one_further_in_counts(kept, merged, boss):
    cohort, invited = CohortFactory(agreements=["Listen"]), EnrollmentStatus.INVITED
    team = TeamFactory(cohort=cohort)
    mine = EnrollmentFactory(cohort=cohort, person=kept, status=invited)
    facts = {"team": team, "organization": team.organization, "level": "director", "in_directory": True}
    facts |= {
        "activated_at": NOW - timedelta(days=9),
        "agreed_at": NOW,
        "agreed_to": ["Listen"],
        "role": Role.TEAM_LEAD,
    }
    theirs = EnrollmentFactory(cohort=cohort, person=merged, **facts)
    open_one = InvitationFactory(enrollment=mine)
    member = ProposedMemberFactory(enrollment=theirs)
    merge(kept, merged, by=boss)
    mine.refresh_from_db()
    assert (mine.status, {name: getattr(mine, name) for name in facts}) == (EnrollmentStatus.ACTIVE, facts)
    theirs.refresh_from_db()
    assert (theirs.person, theirs.status, theirs.ended_at) == (merged, EnrollmentStatus.WITHDRAWN, NOW)
    member.refresh_from_db()
    open_one.refresh_from_db()
    assert (member.enrollment, open_one.revoked_at) == (mine, NOW)
    assert theirs.history.latest().history_user == boss


@pytest.mark.parametrize("status", [EnrollmentStatus.INVITED, EnrollmentStatus.COMPLETED, EnrollmentStatus.WITHDRAWN])
def test_one_less_far_in_changes_nothing_but_what_is_not_known(kept, merged, status):
    cohort = CohortFactory()
    mine = EnrollmentFactory(cohort=cohort, person=kept, role=Role.COACH)
    team = TeamFactory(cohort=cohort)
    theirs = EnrollmentFactory(cohort=cohort, person=merged, status=status, team=team, organization=team.organization)
    open_one = InvitationFactory(enrollment=theirs)
    merge(kept, merged)
    mine.refresh_from_db()
    theirs.refresh_from_db()
    open_one.refresh_from_db()
    assert (mine.status, mine.role, mine.team) == (EnrollmentStatus.ACTIVE, Role.COACH, team)
    assert (theirs.status, open_one.revoked_at) == (EnrollmentStatus.WITHDRAWN, NOW)


def test_a_team_that_gets_too_small_is_forming_again(kept, merged):
    cohort = CohortFactory(team_size_min=3)
    team = TeamFactory(cohort=cohort, formed_at=NOW)
    for person in (kept, merged, UserFactory()):
        EnrollmentFactory(cohort=cohort, person=person, team=team, organization=team.organization)
    merge(kept, merged)
    team.refresh_from_db()
    assert team.formed_at is None
    assert Enrollment.objects.filter(team=team).inside().count() == 2


def test_who_has_a_name_to_speak_under_keeps_it_and_what_was_said_under_the_other_stays(kept, merged, boss):
    cohort = CohortFactory()
    heron = PseudonymFactory(cohort=cohort, person=kept, name="Heron")
    alder = PseudonymFactory(cohort=cohort, person=merged, name="Alder")
    alone = PseudonymFactory(person=merged, name="Alder")
    post = PostFactory(author=merged, pseudonym=alder)
    merge(kept, merged, by=boss)
    rows = [Pseudonym.objects.get(pk=row.pk) for row in (heron, alder, alone)]
    assert [(row.name, row.person, row.is_retired) for row in rows] == [
        ("Heron", kept, False),
        ("Alder", kept, True),
        ("Alder", kept, False),
    ]
    post.refresh_from_db()
    assert (post.author, post.pseudonym) == (kept, alder)
    # A line of history would tell whose the post is.
    assert [line.history_change_reason for line in post.history.all() if line.history_change_reason] == []


def test_what_the_kept_account_says_it_needs_stands(kept, merged):
    asked_by_both = AccommodationRequestFactory(person=kept, words="Captions").live_session
    AccommodationRequestFactory(person=merged, live_session=asked_by_both, words="Captions, please")
    AccommodationRequestFactory(person=merged, words="A ramp")
    StandingNeedFactory(person=kept, words="Large print")
    StandingNeedFactory(person=merged, words="Larger print")
    merge(kept, merged)
    said = AccommodationRequest.objects.filter(person=kept).order_by("pk").values_list("words", flat=True)
    assert list(said) == ["Captions", "A ramp"]
    assert StandingNeed.objects.get(person=kept).words == "Large print"


def test_a_reflection_without_a_name_changes_hands_without_a_trace(kept, merged, boss):
    cedar = PseudonymFactory(person=merged)
    alone = ReflectionFactory(person=merged, live_session__cohort=cedar.cohort, pseudonym=cedar, shared=True)
    named = ReflectionFactory(person=kept, is_named=True)
    ReflectionFactory(person=merged, live_session=named.live_session, pseudonym=PseudonymFactory(person=merged))
    plain = ReflectionFactory(person=kept)
    ReflectionFactory(person=merged, live_session=plain.live_session, pseudonym=cedar)
    merge(kept, merged, by=boss)
    for row in (alone, named, plain):
        row.refresh_from_db()
    assert (alone.person, alone.pseudonym, alone.is_shared, alone.history.count()) == (kept, cedar, True, 0)
    assert (named.pseudonym, named.is_named, plain.person, plain.pseudonym) == (None, True, kept, cedar)
    assert [line.person_id for line in plain.history.all()] == [None]


def test_a_thread_is_read_as_far_as_by_the_one_who_read_further(kept, merged):
    further, less = ThreadFactory(), ThreadFactory()
    for thread, numbers in ((further, (2, 7)), (less, (7, 2))):
        for person, number in zip((kept, merged), numbers, strict=True):
            ReadingPositionFactory(person=person, thread=thread, read_number=number)
    merge(kept, merged)
    assert list(ReadingPosition.objects.filter(person=kept).values_list("read_number", flat=True)) == [7, 7]


class TestGroups:
    def test_who_was_taken_out_stays_out(self, kept, merged):
        group = AffinityGroupFactory()
        mine = GroupMembershipFactory(group=group, person=kept)
        GroupMembershipFactory(group=group, person=merged, removed_at=NOW, removal_reason="Unkind")
        merge(kept, merged)
        mine.refresh_from_db()
        assert (mine.removed_at, mine.removal_reason) == (NOW, "Unkind")

    def test_who_stands_in_it_with_one_account_stands_in_it(self, kept, merged):
        group = AffinityGroupFactory()
        mine = GroupMembershipFactory(group=group, person=kept, left_at=NOW)
        theirs = GroupMembershipFactory(group=group, person=merged)
        merge(kept, merged)
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.left_at, theirs.left_at) == (None, NOW)


class TestReminders:
    def test_one_that_both_were_promised_is_mailed_once(self, kept, merged):
        live_session = LiveSessionFactory()
        mails = [OutboxMailFactory(recipient=person) for person in (kept, merged)]
        for person, mail in zip((kept, merged), mails, strict=True):
            ReminderFactory(person=person, live_session=live_session, mail=mail)
        merge(kept, merged)
        assert [OutboxMail.objects.get(pk=mail.pk).recipient for mail in mails] == [kept, merged]
        assert sorted(Reminder.objects.values_list("person", flat=True)) == sorted([kept.pk, merged.pk])

    def test_one_promised_to_the_closed_account_alone_reaches_the_kept_one(self, kept, merged):
        mail = OutboxMailFactory(recipient=merged)
        reminder = ReminderFactory(person=merged, mail=mail)
        merge(kept, merged)
        reminder.refresh_from_db()
        mail.refresh_from_db()
        assert (reminder.person, mail.recipient) == (kept, kept)

    def test_a_mail_that_has_left_stays_with_the_address_it_went_to(self, kept, merged):
        mail = OutboxMailFactory(recipient=merged, state=MailState.SENT)
        merge(kept, merged)
        mail.refresh_from_db()
        assert mail.recipient == merged


class TestRefusals:
    def test_a_closed_account_is_not_the_one_to_keep(self, kept, merged):
        post = PostFactory(author=merged)
        User.objects.filter(pk=kept.pk).update(is_active=False)
        with pytest.raises(UnableToMerge, match="is closed"):
            merge(kept, merged)
        assert Post.objects.get(pk=post.pk).author == merged

    def test_nobody_closes_the_door_behind_themselves(self, kept, boss):
        with pytest.raises(UnableToMerge, match="You are signed in"):
            merge(kept, boss, by=boss)

    def test_rights_are_not_merged_away(self, kept, boss):
        with pytest.raises(UnableToMerge, match="opens the administration"):
            merge(kept, SiteAdminFactory(), by=boss)

    def test_one_account_is_not_two(self, kept):
        with pytest.raises(UnableToMerge, match="one account"):
            merge(kept, kept)


def test_merged_once_more_changes_nothing(kept, merged):
    EnrollmentFactory(person=merged)
    merge(kept, merged)
    merge(kept, merged)
    assert Enrollment.objects.get().person == kept
