"""A cohort with one of everything, each carrying a canary: a text that stands nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile

from cohorts.enums import FormationStatus, GroupStatus
from cohorts.models import (
    AffinityGroup,
    Cohort,
    GroupMeeting,
    GroupMembership,
    Invitation,
    JoinRequest,
    Pseudonym,
    TeamFormation,
)
from discussions.enums import BoardKind
from discussions.models import Attachment, Board, Flag, HeldPost, Post, PostDraft, Thread
from improvement.models import Action
from sessions.enums import ZoomState
from sessions.models import (
    AccommodationRequest,
    Alias,
    BreakoutPlan,
    BreakoutTable,
    HelpRequest,
    LiveSession,
    Material,
    Presence,
    Prompt,
    Recording,
    RecordingFile,
    Reflection,
    ReportImport,
    Resource,
    TableNote,
    TranscriptCue,
)
from tests.cast import Cast, make_cast
from tests.factories.breakouts import (
    BreakoutPlanFactory,
    BreakoutSeatFactory,
    BreakoutTableFactory,
    TableNoteFactory,
)
from tests.factories.cohorts import (
    AffinityGroupFactory,
    CoachingPairFactory,
    GroupMeetingFactory,
    GroupMembershipFactory,
    InvitationFactory,
    JoinRequestFactory,
    ProposedMemberFactory,
    PseudonymFactory,
    TeamFormationFactory,
)
from tests.factories.discussions import (
    AttachmentFactory,
    BoardFactory,
    FlagFactory,
    HeldPostFactory,
    PostDraftFactory,
    PostFactory,
    ThreadFactory,
)
from tests.factories.improvement import ActionFactory, HarvestFactory, PlacedNoteFactory, PriorityFactory
from tests.factories.progress import ParticipationRuleFactory
from tests.factories.sessions import (
    AccommodationMessageFactory,
    AccommodationRequestFactory,
    AgendaItemFactory,
    AliasFactory,
    ApologyFactory,
    CorrectionFactory,
    HelpRequestFactory,
    LiveSessionFactory,
    MaterialFactory,
    PresenceFactory,
    PromptFactory,
    RecordingFactory,
    RecordingFileFactory,
    ReflectionFactory,
    ReportImportFactory,
    ResourceFactory,
    StandingNeedFactory,
    TranscriptCueFactory,
    ZoomEventFactory,
    ZoomMeetingFactory,
    ZoomRegistrantFactory,
)


@dataclass
class World:
    cast: Cast
    past: LiveSession
    coming: LiveSession
    prompt: Prompt
    thread: Thread
    post: Post
    deleted_post: Post
    topic: Thread
    team_board: Board
    team_thread: Thread
    team_post: Post
    desk_board: Board
    desk_thread: Thread
    material: Material
    file: Material
    recording: Recording
    held_back: Recording
    recording_file: RecordingFile
    cue: TranscriptCue
    resource: Resource
    resource_file: Resource
    invitation: Invitation
    open_form: TeamFormation
    form: TeamFormation
    group: AffinityGroup
    group_meeting: GroupMeeting
    kept_out: GroupMembership
    request: JoinRequest
    accommodation: AccommodationRequest
    pseudonym: Pseudonym
    shared: Reflection
    unknown: Presence
    alias: Alias
    plan: BreakoutPlan
    table: BreakoutTable
    note: TableNote
    action: Action
    report: ReportImport
    call: HelpRequest
    flag: Flag
    draft: PostDraft
    attachment: Attachment
    held: HeldPost
    held_topic: HeldPost


def takes_requests(cohort: Cohort) -> None:
    """Lets people ask to join."""
    cohort.takes_requests = cohort.program.takes_requests = True
    cohort.save()
    cohort.program.save()


def make_world() -> World:
    """The cast of tests/cast.py, a past and a coming session, talk on every kind of board, an open invitation."""
    cast = make_cast()
    takes_requests(cast.cohort)
    Cohort.objects.filter(pk=cast.cohort.pk).update(pseudonyms_allowed=True)
    now = datetime.now(UTC)
    ParticipationRuleFactory(cohort=cast.cohort, words="canary-rule")
    past = LiveSessionFactory(
        cohort=cast.cohort, slug="past", title="canary-past-session", starts_at=now - timedelta(days=3)
    )
    coming = LiveSessionFactory(
        cohort=cast.cohort, slug="coming", title="canary-coming-session", starts_at=now + timedelta(days=4)
    )
    for live_session in (past, coming):
        AgendaItemFactory(live_session=live_session, title="canary-agenda", minutes=90)
    prompt = PromptFactory(live_session=past, thread__slug="asked", thread__title="canary-prompt")
    PromptFactory(live_session=coming, thread__slug="not-yet", thread__title="canary-future-prompt")
    post = PostFactory(thread=prompt.thread, author=cast["participant"], body="canary-post")
    plan = BreakoutPlanFactory(live_session=coming, number=1, question="canary-question", published_at=now)
    table = BreakoutTableFactory(plan=plan, name="canary-table", host=cast["team_lead"])
    for role in ("team_lead", "participant"):
        BreakoutSeatFactory(table=table, person=cast[role])
    note = TableNoteFactory(
        live_session=coming, table=table.position, author=cast["team_lead"], body="canary-table-note"
    )
    harvest = HarvestFactory(live_session=coming)
    priority = PriorityFactory(harvest=harvest, title="canary-priority")
    PlacedNoteFactory(priority=priority, note=note)
    action = ActionFactory(cohort=cast.cohort, priority=priority, owner=cast["team_lead"], words="canary-action")
    team_board = BoardFactory(
        cohort=cast.cohort, kind=BoardKind.TEAM, team=cast.team, slug="team-board", name="canary-team-board"
    )
    team_thread = ThreadFactory(board=team_board, slug="team-thread", title="canary-team-thread")
    desk_board = BoardFactory(
        cohort=cast.cohort, kind=BoardKind.FACILITATORS, slug="desk-board", name="canary-desk-board"
    )
    desk_thread = ThreadFactory(board=desk_board, slug="desk-thread", title="canary-desk-thread")
    PostFactory(thread=desk_thread, author=cast["facilitator"], body="canary-desk-post")
    # With a coach who isn't the cast's, so that the cast's finds nothing of it.
    pair = CoachingPairFactory(team=cast.team)
    coaching_board = BoardFactory(
        cohort=cast.cohort, kind=BoardKind.COACHING, pair=pair, slug="coaching", name="canary-team-and-coach"
    )
    coaching_thread = ThreadFactory(board=coaching_board, title="canary-team-asks-coach", last_post_at=now)
    PostFactory(thread=coaching_thread, author=cast["participant"], body="canary-team-says-to-coach")
    group = AffinityGroupFactory(cohort=cast.cohort, name="canary-group", proposed_by=cast["team_lead"])
    # Those who left the cohort stay members on paper, and see nothing.
    for role in ("participant", "withdrawn"):
        GroupMembershipFactory(group=group, person=cast[role])
    group_board = BoardFactory(
        cohort=cast.cohort, kind=BoardKind.GROUP, group=group, slug="group-board", name="canary-circle-board"
    )
    group_thread = ThreadFactory(board=group_board, slug="group-thread", title="canary-circle-thread")
    PostFactory(thread=group_thread, author=cast["participant"], body="canary-circle-post")
    AffinityGroupFactory(
        cohort=cast.cohort, name="canary-proposal", status=GroupStatus.PROPOSED, proposed_by=cast["team_lead"]
    )
    form = TeamFormationFactory(
        cohort=cast.cohort, status=FormationStatus.HANDED_IN, leader_name="canary-form-leader", note="canary-form-note"
    )
    ProposedMemberFactory(formation=form, name="canary-form-member", availability="canary-form-availability")
    # A meeting that was changed at Zoom, and somebody's own link to it, which is found in no page.
    found = {"topic": "canary-at-zoom", "starts_at": coming.ends_at.isoformat(), "minutes": 45, "registration": True}
    meeting = ZoomMeetingFactory(live_session=coming, state=ZoomState.DRIFTED, found=found)
    ZoomRegistrantFactory(meeting=meeting, enrollment=cast.enrollment("participant"))
    ZoomEventFactory()
    # What somebody needs: asked for one session, and standing. Who may read what of it: test_leaks.py.
    accommodation = AccommodationRequestFactory(
        person=cast["participant"], live_session=coming, words="canary-need", answer="canary-answer", answered_at=now
    )
    AccommodationMessageFactory(request=accommodation, body="canary-line")
    StandingNeedFactory(person=cast["team_lead"], words="canary-standing")
    # Of those who are out, or not in yet, nothing counts.
    for role in ("withdrawn", "invited"):
        StandingNeedFactory(person=cast[role], words="need-of-no-use")
    # What people write for themselves, and the copies on the wall. Who may read what of it: test_reflections.py.
    ReflectionFactory(person=cast["team_lead"], live_session=past, body="canary-own-words")
    ReflectionFactory(
        person=cast["withdrawn"], live_session=past, body="canary-of-one-gone", shared_html="canary-shared-before",
        shared_at=now,
    )  # fmt: skip
    shared = ReflectionFactory(
        person=cast["participant"], live_session=past, body="canary-afterthought", shared_html="canary-on-the-wall",
        shared_at=now, version=2, shared_version=1,
    )  # fmt: skip
    recording = RecordingFactory(
        live_session=past, title="canary-recording", transcript="canary-transcript", transcript_from="file"
    )
    held_back = RecordingFactory(live_session=past, title="canary-held-back", published_at=None)
    # Attendance: a name nobody knows, one that is remembered, a file, a correction, an apology.
    unknown = PresenceFactory(live_session=past, person=None, name="canary-zoom-name")
    alias = AliasFactory(cohort=cast.cohort, person=cast["participant"], told_as="canary-zoom-alias")
    report = ReportImportFactory(live_session=past, file_name="canary-zoom-file.csv")
    CorrectionFactory(
        live_session=past, person=cast["participant"], by=cast["facilitator"], reason="canary-why-corrected"
    )
    for live_session in (past, coming):
        ApologyFactory(live_session=live_session, person=cast["participant"], word="canary-why-away")
    return World(
        cast=cast,
        past=past,
        coming=coming,
        prompt=prompt,
        thread=prompt.thread,
        post=post,
        deleted_post=PostFactory(
            thread=prompt.thread,
            author=cast["participant"],
            body="canary-deleted",
            deleted_at=now,
            deleted_by=cast["participant"],
        ),
        topic=ThreadFactory(
            board=past.board, slug="topic", title="canary-topic", author=cast["participant"], last_post_at=now
        ),
        team_board=team_board,
        team_thread=team_thread,
        team_post=PostFactory(thread=team_thread, author=cast["team_lead"], body="canary-team-post"),
        desk_board=desk_board,
        desk_thread=desk_thread,
        material=MaterialFactory(live_session=past, title="canary-material"),
        file=MaterialFactory(
            live_session=past,
            title="canary-file",
            url="",
            file=ContentFile(b"canary-inside-the-file", name="handout.txt"),
            file_name="handout.txt",
            content_type="text/plain",
        ),
        recording=recording,
        held_back=held_back,
        recording_file=RecordingFileFactory(
            recording=recording, file=ContentFile(b"canary-inside-the-recording", name="talk.mp4")
        ),
        cue=TranscriptCueFactory(recording=recording, text="canary-spoken"),
        resource=ResourceFactory(cohort=cast.cohort, title="canary-resource"),
        resource_file=ResourceFactory(
            cohort=cast.cohort,
            title="canary-resource-file",
            url="",
            file=ContentFile(b"canary-inside-the-resource", name="reading.txt"),
            file_name="reading.txt",
        ),
        invitation=InvitationFactory(enrollment=cast.enrollment("invited")),
        # Whoever has the link of the open one reads it; what waits at the desk is the coordinators'.
        open_form=TeamFormationFactory(cohort=cast.cohort),
        form=form,
        group=group,
        group_meeting=GroupMeetingFactory(group=group, title="canary-meeting", place="canary-place"),
        kept_out=GroupMembershipFactory(
            group=group, person=cast["coach"], removed_at=now, removal_reason="canary-removal"
        ),
        request=JoinRequestFactory(
            cohort=cast.cohort, name="canary-request", email="canary-asks@example.org", hopes="canary-hopes"
        ),
        accommodation=accommodation,
        pseudonym=PseudonymFactory(cohort=cast.cohort, person=cast["team_lead"], name="canary-pseudonym"),
        shared=shared,
        unknown=unknown,
        alias=alias,
        report=report,
        plan=plan,
        table=table,
        note=note,
        action=action,
        call=HelpRequestFactory(live_session=past, person=cast["team_lead"], words="canary-help"),
        flag=FlagFactory(post=post, flagged_by=cast["team_lead"], words="canary-flag"),
        draft=PostDraftFactory(thread=team_thread, person=cast["participant"], body="canary-draft"),
        attachment=AttachmentFactory(post=post),
        held=HeldPostFactory(thread=prompt.thread, author=cast["participant"], body="canary-waits-post"),
        held_topic=HeldPostFactory(
            thread=None,
            board=past.board,
            author=cast["participant"],
            title="canary-waits-topic",
            body="canary-waits-words",
        ),
    )
