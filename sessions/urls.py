"""Addresses of sessions: what everybody in a cohort reads, and the desk of those who run them."""

from __future__ import annotations

from django.urls import include, path

from sessions.views.accommodation_desk import (
    AccommodationAnswerView,
    AccommodationDeskView,
    AccommodationTakeUpView,
)
from sessions.views.accommodations import (
    AccommodationAskView,
    AccommodationDetailView,
    AccommodationWithdrawView,
    StandingNeedsRemoveView,
    StandingNeedsView,
)
from sessions.views.agenda import AgendaEditView
from sessions.views.apologies import ApologyView, ApologyWithdrawView
from sessions.views.arrivals import HereCodeView, HereView, SignInSheetView
from sessions.views.attendance import (
    AttendanceExcuseView,
    AttendanceFromZoomView,
    AttendanceLiftView,
    AttendanceListView,
    AttendancePersonView,
    AttendanceView,
)
from sessions.views.attendance_names import NameForgetView, NamesView, NameView
from sessions.views.attendance_overview import AttendanceOverviewView
from sessions.views.attendance_report import ReportTakeBackView, ReportView
from sessions.views.breakouts import (
    BreakoutsCardsView,
    BreakoutsChangeView,
    BreakoutsCsvView,
    BreakoutsDayView,
    BreakoutsMixView,
    BreakoutsPlanView,
    BreakoutsView,
    MyTablesView,
)
from sessions.views.calendar import (
    CalendarCloseView,
    CalendarFeedView,
    CalendarRenewView,
    CalendarView,
    SessionCalendarView,
)
from sessions.views.duplicate import SessionDuplicateView
from sessions.views.help import HelpAskView, HelpDeskView, HelpStateView, HelpTakeView
from sessions.views.host_briefing import HostBriefingView
from sessions.views.joining import DoorView
from sessions.views.library import (
    LibraryView,
    ResourceCreateView,
    ResourceDeleteView,
    ResourceDownloadView,
    ResourceEditView,
)
from sessions.views.materials import MaterialDeleteView, MaterialDownloadView, MaterialListView
from sessions.views.presenters import PresentersEditView
from sessions.views.prompts import (
    PromptCreateView,
    PromptDeleteView,
    PromptEditView,
    PromptListView,
    PromptMoveView,
)
from sessions.views.recording import (
    RecordingCaptionsView,
    RecordingDetailView,
    RecordingFileView,
    RecordingOpenedView,
)
from sessions.views.recordings import (
    RecordingDeleteView,
    RecordingEditView,
    RecordingListView,
    RecordingPublishView,
    RecordingsFromZoomView,
)
from sessions.views.reflections import ReflectionEraseView, ReflectionTakeBackView, ReflectionView
from sessions.views.reminders import RemindersView, SessionRemindersView
from sessions.views.schedule import ManageScheduleView, ScheduleView, SessionCreateView
from sessions.views.series import SeriesCreateView
from sessions.views.session import (
    SessionCancelView,
    SessionDetailView,
    SessionEditView,
    SessionJoinView,
    SessionMoveView,
)
from sessions.views.table_notes import NoteHideView, NoteShowView, NotesView, TableNotesView
from sessions.views.transcripts import ChaptersEditView, CueEditView
from sessions.views.wall import WallTakeOffView, WallView
from sessions.views.zoom import SessionZoomView, ZoomWebhookView
from sessions.views.zoom_start import SessionStartView

app_name = "sessions"

one_recording = [
    path("", RecordingDetailView.as_view(), name="recording_detail"),
    path("captions.vtt", RecordingCaptionsView.as_view(), name="recording_captions"),
    path("files/<int:file>/", RecordingFileView.as_view(), name="recording_file"),
    path("opened/", RecordingOpenedView.as_view(), name="recording_opened"),
]

the_library = [
    path("", LibraryView.as_view(), name="library"),
    path("new/", ResourceCreateView.as_view(), name="resource_create"),
    path("<int:resource>/", ResourceEditView.as_view(), name="resource_edit"),
    path("<int:resource>/file/", ResourceDownloadView.as_view(), name="resource_download"),
    path("<int:resource>/delete/", ResourceDeleteView.as_view(), name="resource_delete"),
]

one_session = [
    path("", SessionDetailView.as_view(), name="session_detail"),
    path("calendar.ics", SessionCalendarView.as_view(), name="session_calendar"),
    path("join/", SessionJoinView.as_view(), name="session_join"),
    path("join/door/", DoorView.as_view(), name="session_door"),
    path("here/", HereView.as_view(), name="here"),
    path("help/", HelpAskView.as_view(), name="help_ask"),
    path("help/state/", HelpStateView.as_view(), name="help_state"),
    path("needs/", AccommodationAskView.as_view(), name="accommodation_ask"),
    path("reflection/", ReflectionView.as_view(), name="reflection"),
    path("reflection/take-back/", ReflectionTakeBackView.as_view(), name="reflection_take_back"),
    path("reflection/erase/", ReflectionEraseView.as_view(), name="reflection_erase"),
    path("wall/", WallView.as_view(), name="wall"),
    path("wall/<int:reflection>/take-off/", WallTakeOffView.as_view(), name="wall_take_off"),
    path("materials/<int:material>/", MaterialDownloadView.as_view(), name="material_download"),
    path("recordings/<int:recording>/", include(one_recording)),
    path("tables/<int:round>/<int:table>/", TableNotesView.as_view(), name="table_notes"),
    path("notes/", NotesView.as_view(), name="notes"),
    path("notes/<int:note>/hide/", NoteHideView.as_view(), name="note_hide"),
    path("notes/<int:note>/show/", NoteShowView.as_view(), name="note_show"),
    path("tables/", MyTablesView.as_view(), name="my_tables"),
    path("cannot-come/", ApologyView.as_view(), name="apology"),
    path("cannot-come/withdraw/", ApologyWithdrawView.as_view(), name="apology_withdraw"),
]

attendance_of_one_session = [
    path("", AttendanceView.as_view(), name="attendance"),
    path("list/", AttendanceListView.as_view(), name="attendance_list"),
    path("report/", ReportView.as_view(), name="attendance_report"),
    path("report/<int:report>/take-back/", ReportTakeBackView.as_view(), name="attendance_report_take_back"),
    path("from-zoom/", AttendanceFromZoomView.as_view(), name="attendance_from_zoom"),
    path("names/", NamesView.as_view(), name="attendance_names"),
    path("names/<int:presence>/", NameView.as_view(), name="attendance_name"),
    path("names/forget/<int:alias>/", NameForgetView.as_view(), name="attendance_name_forget"),
    path("<int:enrollment>/", AttendancePersonView.as_view(), name="attendance_person"),
    path("<int:enrollment>/lift/", AttendanceLiftView.as_view(), name="attendance_lift"),
    path("<int:enrollment>/excuse/", AttendanceExcuseView.as_view(), name="attendance_excuse"),
]

breakouts_of_one_session = [
    path("", BreakoutsView.as_view(), name="breakouts"),
    path("plan/", BreakoutsPlanView.as_view(), name="breakouts_plan"),
    path("day/", BreakoutsDayView.as_view(), name="breakouts_day"),
    path("<int:version>/", BreakoutsView.as_view(), name="breakout_version"),
    path("<int:version>/change/", BreakoutsChangeView.as_view(), name="breakouts_change"),
    path("<int:version>/briefing/", HostBriefingView.as_view(), name="host_briefing"),
    path("<int:version>/mix/", BreakoutsMixView.as_view(), name="breakouts_mix"),
    path("<int:version>/cards/", BreakoutsCardsView.as_view(), name="breakouts_cards"),
    path("<int:version>/rooms/<int:round>.csv", BreakoutsCsvView.as_view(), name="breakouts_csv"),
]

desk_of_one_session = [
    path("breakouts/", include(breakouts_of_one_session)),
    path("attendance/", include(attendance_of_one_session)),
    path("", SessionEditView.as_view(), name="session_edit"),
    path("move/", SessionMoveView.as_view(), name="session_move"),
    path("cancel/", SessionCancelView.as_view(), name="session_cancel"),
    path("sign-in-sheet/", SignInSheetView.as_view(), name="sign_in_sheet"),
    path("code/", HereCodeView.as_view(), name="here_code"),
    path("reminders/", SessionRemindersView.as_view(), name="session_reminders"),
    path("duplicate/", SessionDuplicateView.as_view(), name="session_duplicate"),
    path("presenters/", PresentersEditView.as_view(), name="presenters_edit"),
    path("help/<int:call>/", HelpTakeView.as_view(), name="help_take"),
    path("zoom/start/", SessionStartView.as_view(), name="zoom_start"),
    path("zoom/", SessionZoomView.as_view(), name="session_zoom"),
    path("agenda/", AgendaEditView.as_view(), name="agenda_edit"),
    path("prompts/", PromptListView.as_view(), name="prompt_list"),
    path("prompts/new/", PromptCreateView.as_view(), name="prompt_create"),
    path("prompts/<int:prompt>/", PromptEditView.as_view(), name="prompt_edit"),
    path("prompts/<int:prompt>/move/", PromptMoveView.as_view(), name="prompt_move"),
    path("prompts/<int:prompt>/delete/", PromptDeleteView.as_view(), name="prompt_delete"),
    path("materials/", MaterialListView.as_view(), name="material_list"),
    path("materials/<int:material>/delete/", MaterialDeleteView.as_view(), name="material_delete"),
    path("recordings/", RecordingListView.as_view(), name="recording_list"),
    path("recordings/from-zoom/", RecordingsFromZoomView.as_view(), name="recordings_from_zoom"),
    path("recordings/<int:recording>/", RecordingEditView.as_view(), name="recording_edit"),
    path("recordings/<int:recording>/publish/", RecordingPublishView.as_view(), name="recording_publish"),
    path("recordings/<int:recording>/delete/", RecordingDeleteView.as_view(), name="recording_delete"),
    path("recordings/<int:recording>/chapters/", ChaptersEditView.as_view(), name="chapters_edit"),
    path("recordings/<int:recording>/lines/<int:cue>/", CueEditView.as_view(), name="cue_edit"),
]

one_request = [
    path("", AccommodationDetailView.as_view(), name="accommodation_detail"),
    path("answer/", AccommodationAnswerView.as_view(), name="accommodation_answer"),
    path("withdraw/", AccommodationWithdrawView.as_view(), name="accommodation_withdraw"),
]

desk_of_requests = [
    path("", AccommodationDeskView.as_view(), name="accommodation_desk"),
    path("standing/<int:enrollment>/", AccommodationTakeUpView.as_view(), name="accommodation_take_up"),
]

urlpatterns = [
    path("zoom/webhook/", ZoomWebhookView.as_view(), name="zoom_webhook"),
    path("calendar/<str:secret>.ics", CalendarFeedView.as_view(), name="calendar_feed"),
    path("calendar/<str:secret>/<slug:cohort>.ics", CalendarFeedView.as_view(), name="calendar_feed_of_cohort"),
    path("me/calendar/", CalendarView.as_view(), name="calendar"),
    path("me/calendar/renew/", CalendarRenewView.as_view(), name="calendar_renew"),
    path("me/calendar/close/", CalendarCloseView.as_view(), name="calendar_close"),
    path("me/needs/", StandingNeedsView.as_view(), name="standing_needs"),
    path("me/needs/remove/", StandingNeedsRemoveView.as_view(), name="standing_needs_remove"),
    path("cohorts/<slug:cohort>/accommodations/<int:accommodation>/", include(one_request)),
    path("cohorts/<slug:cohort>/manage/accommodations/", include(desk_of_requests)),
    path("cohorts/<slug:cohort>/schedule/", ScheduleView.as_view(), name="schedule"),
    path("cohorts/<slug:cohort>/library/", include(the_library)),
    path("cohorts/<slug:cohort>/sessions/<slug:session>/", include(one_session)),
    path("cohorts/<slug:cohort>/manage/attendance/", AttendanceOverviewView.as_view(), name="attendance_overview"),
    path("cohorts/<slug:cohort>/manage/reminders/", RemindersView.as_view(), name="reminders"),
    path("cohorts/<slug:cohort>/manage/schedule/", ManageScheduleView.as_view(), name="manage_schedule"),
    path("cohorts/<slug:cohort>/manage/schedule/help/", HelpDeskView.as_view(), name="help_desk"),
    path("cohorts/<slug:cohort>/manage/schedule/new/", SessionCreateView.as_view(), name="session_create"),
    path("cohorts/<slug:cohort>/manage/schedule/series/", SeriesCreateView.as_view(), name="series_create"),
    path("cohorts/<slug:cohort>/manage/sessions/<slug:session>/", include(desk_of_one_session)),
]
