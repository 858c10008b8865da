"""The addresses of programs, cohorts and their people."""

from __future__ import annotations

from django.urls import include, path

from cohorts.views import (
    agreements,
    coaches,
    formation,
    formation_desk,
    group_desk,
    group_meetings,
    groups,
    invitations,
    join_requests,
    letters,
    manage,
    mix,
    people,
    programs,
    pseudonyms,
    settings,
)

app_name = "cohorts"

# What stands below the address of an affinity group.
GROUP = [
    path("", groups.GroupDetailView.as_view(), name="group_detail"),
    path("join/", groups.GroupJoinView.as_view(), name="group_join"),
    path("leave/", groups.GroupLeaveView.as_view(), name="group_leave"),
    path("open/", group_desk.GroupOpenView.as_view(), name="group_open"),
    path("decline/", group_desk.GroupDeclineView.as_view(), name="group_decline"),
    path("close/", group_desk.GroupCloseView.as_view(), name="group_close"),
    path("members/<int:enrollment>/remove/", group_desk.GroupRemoveView.as_view(), name="group_remove"),
    path("kept-out/<int:membership>/let-in/", group_desk.GroupLetInView.as_view(), name="group_let_in"),
    path("meetings/add/", group_meetings.MeetingFormView.as_view(), name="meeting_add"),
    path("meetings/<int:meeting>/edit/", group_meetings.MeetingFormView.as_view(), name="meeting_edit"),
    path("meetings/<int:meeting>/cancel/", group_meetings.MeetingCancelView.as_view(), name="meeting_cancel"),
]
REQUESTS = [
    path("", join_requests.RequestListView.as_view(), name="request_list"),
    path("open/", join_requests.RequestsOpenView.as_view(), name="requests_open"),
    path("<int:join_request>/accept/", join_requests.RequestAcceptView.as_view(), name="request_accept"),
    path("<int:join_request>/decline/", join_requests.RequestDeclineView.as_view(), name="request_decline"),
]
urlpatterns = [
    path("programs/", programs.ProgramListView.as_view(), name="program_list"),
    path("programs/<slug:program>/", programs.ProgramDetailView.as_view(), name="program_detail"),
    path("programs/<slug:program>/ask/", join_requests.AskToJoinView.as_view(), name="ask"),
    path("programs/<slug:program>/ask/sent/", join_requests.AskSentView.as_view(), name="ask_sent"),
    path("cohorts/<slug:cohort>/people/", people.PeopleView.as_view(), name="people"),
    path("cohorts/<slug:cohort>/people/entry/", people.DirectoryEntryView.as_view(), name="directory_entry"),
    path(
        "cohorts/<slug:cohort>/organizations/<int:organization>/",
        people.OrganizationDetailView.as_view(),
        name="organization_detail",
    ),
    path("cohorts/<slug:cohort>/teams/", people.TeamListView.as_view(), name="team_list"),
    path("cohorts/<slug:cohort>/teams/<slug:team>/", people.TeamDetailView.as_view(), name="team_detail"),
    path("cohorts/<slug:cohort>/groups/", groups.GroupListView.as_view(), name="group_list"),
    path("cohorts/<slug:cohort>/groups/propose/", groups.GroupProposeView.as_view(), name="group_propose"),
    path("cohorts/<slug:cohort>/groups/<slug:group>/", include(GROUP)),
    path("cohorts/<slug:cohort>/agreements/", agreements.AgreementsView.as_view(), name="agreements"),
    path("cohorts/<slug:cohort>/pseudonym/", pseudonyms.OwnPseudonymView.as_view(), name="pseudonym"),
    path("cohorts/<slug:cohort>/manage/pseudonyms/", pseudonyms.PseudonymListView.as_view(), name="pseudonym_list"),
    path(
        "cohorts/<slug:cohort>/manage/pseudonyms/<int:pseudonym>/",
        pseudonyms.PseudonymDetailView.as_view(),
        name="pseudonym_detail",
    ),
    path("cohorts/<slug:cohort>/manage/settings/", settings.SettingsView.as_view(), name="settings"),
    path("cohorts/<slug:cohort>/manage/settings/phases/", settings.PhasesView.as_view(), name="settings_phases"),
    path("cohorts/<slug:cohort>/manage/settings/status/", settings.CohortStatusView.as_view(), name="cohort_status"),
    path("cohorts/<slug:cohort>/manage/letters/write/", letters.LetterWriteView.as_view(), name="letter_write"),
    path("cohorts/<slug:cohort>/manage/coaches/", coaches.CoachesView.as_view(), name="coaches"),
    path("cohorts/<slug:cohort>/manage/mix/", mix.MixView.as_view(), name="mix"),
    path("cohorts/<slug:cohort>/manage/people/", manage.ManagePeopleView.as_view(), name="manage_people"),
    path("cohorts/<slug:cohort>/manage/people/invite/", manage.InvitePersonView.as_view(), name="person_invite"),
    path(
        "cohorts/<slug:cohort>/manage/people/<int:enrollment>/", manage.ManagePersonView.as_view(), name="manage_person"
    ),
    path(
        "cohorts/<slug:cohort>/manage/people/<int:enrollment>/invite/",
        manage.PersonInviteAgainView.as_view(),
        name="person_invite_again",
    ),
    path(
        "cohorts/<slug:cohort>/manage/people/<int:enrollment>/withdraw/",
        manage.PersonWithdrawView.as_view(),
        name="person_withdraw",
    ),
    path("teams/form/<str:token>/", formation.FormationFormView.as_view(), name="formation_form"),
    path("cohorts/<slug:cohort>/manage/formation/", formation_desk.FormationListView.as_view(), name="formation_list"),
    path(
        "cohorts/<slug:cohort>/manage/formation/open/",
        formation_desk.FormationOpenView.as_view(),
        name="formation_open",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/",
        formation_desk.FormationDetailView.as_view(),
        name="formation_detail",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/approve/",
        formation_desk.FormationApproveView.as_view(),
        name="formation_approve",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/send-back/",
        formation_desk.FormationSendBackView.as_view(),
        name="formation_send_back",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/extend/",
        formation_desk.FormationExtendView.as_view(),
        name="formation_extend",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/remind/",
        formation_desk.FormationRemindView.as_view(),
        name="formation_remind",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/new-link/",
        formation_desk.FormationNewLinkView.as_view(),
        name="formation_new_link",
    ),
    path(
        "cohorts/<slug:cohort>/manage/formation/<int:formation>/close/",
        formation_desk.FormationCloseView.as_view(),
        name="formation_close",
    ),
    path("cohorts/<slug:cohort>/manage/requests/", include(REQUESTS)),
    path("invitations/<str:token>/", invitations.InvitationAcceptView.as_view(), name="invitation_accept"),
    path("cohorts/<slug:cohort>/join/", invitations.JoinView.as_view(), name="join"),
]
