"""Every page as those who use it see it, light and dark, 320 and 1280 px wide: axe-core finds nothing, nothing is wider than
the window, there is one h1 and no complaint in the console.

Which pages there are the permission matrix says: a new route is looked at without a line here. A page that has more than one
face stands below by its address.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.e2e.audit import complaints_about
from tests.e2e.scene import load_forum, make_scene
from tests.factories.sessions import HelpRequestFactory, LiveSessionFactory, PresenterFactory
from tests.permissions.access import OK
from tests.permissions.matrix import MATRIX

pytestmark = pytest.mark.django_db(transaction=True)

# The one who sees a page is the first of these who may.
VIEWERS = ["anonymous", "participant", "facilitator", "coordinator", "site_admin"]
# A word for a machine, a file, an address that only leads on; the start of a cohort is looked at below, with a real program.
NO_PAGES = {
    *("healthz", "readyz", "sessions:material_download", "discussions:post_create", "start_cohort"),
    *("sessions:recording_captions", "sessions:recording_file", "sessions:resource_download"),
    *("discussions:file", "sessions:session_calendar", "sessions:breakouts_csv"),
    # Parts of a page, which are looked at where they stand.
    *("sessions:session_door", "sessions:help_state", "sessions:help_desk"),
    # What is offered while one types.
    *("search_suggestions", "discussions:mentionable"),
}


def routes_of(viewer: str) -> list[str]:
    """The routes on which this viewer is the first who may look."""
    heard = {name: [one for one in VIEWERS if row.get.expected(one) == OK] for name, row in MATRIX.items()}
    return [name for name, viewers in heard.items() if viewers[:1] == [viewer] and name not in NO_PAGES]


def other_faces(viewer: str, scene) -> list[str]:
    """Pages beside the plain ones: states of a page, and pages that say more to another viewer."""
    cohort = f"/cohorts/{scene.cohort.slug}/"
    thread = scene.world.thread.get_absolute_url()
    return {
        "anonymous": ["/cohorts/there-is-none/", "/invitations/opens-nothing/"],
        "participant": [
            "/",
            f"{cohort}sessions/soon/",
            f"{cohort}sessions/running/",
            f"{cohort}sessions/coming/",
            f"{cohort}sessions/past/join/",
            f"{thread}?reply_to={scene.deep.pk}",
            scene.world.team_thread.get_absolute_url(),
            scene.world.team_board.get_absolute_url(),
            f"{cohort}manage/participation/",
            "/cohorts/there-is-none/",
        ],
        "facilitator": [
            f"{cohort}sessions/past/",
            f"{cohort}sessions/coming/",
            thread,
            f"{cohort}sessions/coming/join/",
            f"{cohort}library/",
            f"{scene.world.recording.get_absolute_url()}?q=spoken&t=1",
        ],
        "coordinator": ["/", cohort, f"{cohort}people/", scene.world.accommodation.get_absolute_url()],
        "site_admin": [
            "/admin/",
            "/admin/cohorts/team/add/",
            f"/admin/cohorts/team/{scene.world.cast.team.pk}/change/",
            "/admin/cohorts/enrollment/",
            "/admin/cohorts/enrollment/import/",
            "/admin/cohorts/enrollment/add/",
            "/admin/accounts/user/",
            "/admin/live_sessions/zoommeeting/",
            "/admin/live_sessions/zoomevent/",
            f"/admin/cohorts/cohort/{scene.cohort.pk}/change/",
        ],
    }[viewer]


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nothing_is_wrong_with_the_pages_of(viewer, page_of):
    scene = make_scene()
    addresses = [reverse(name, kwargs=MATRIX[name].kwargs(scene.world)) for name in routes_of(viewer)]
    addresses += [address for address in other_faces(viewer, scene) if address not in addresses]
    page = page_of(None if viewer == "anonymous" else scene.world.cast[viewer], reduced_motion="reduce")
    said(wrong_with(page, addresses))


def test_nothing_is_wrong_on_the_day(page_of):
    scene = make_scene()
    LiveSessionFactory(
        cohort=scene.cohort, slug="place", title="At the library", starts_at=scene.running.starts_at, format="in_person",
        place_name="Riverside Library", place_address="12 Main Street", access_information="Step-free from the yard.",
    )  # fmt: skip
    cast = scene.world.cast
    for person in (cast["team_lead"], cast["coach"]):
        HelpRequestFactory(live_session=scene.running, person=person)
    PresenterFactory(live_session=scene.running, name="A. Diaz", role="Riverside Clinic", bio="A nurse.")
    pages, desk = f"/cohorts/{scene.cohort.slug}/sessions/", f"/cohorts/{scene.cohort.slug}/manage/sessions/"
    wrong = wrong_with(
        page_of(cast["participant"], reduced_motion="reduce"), [f"{pages}running/", f"{pages}place/here/"]
    )
    wrong += wrong_with(page_of(cast["team_lead"], reduced_motion="reduce"), [f"{pages}running/"])
    at_the_desk = [
        f"{pages}running/",
        f"{desk}../schedule/",
        f"{desk}running/presenters/",
        f"{desk}place/sign-in-sheet/",
    ]
    wrong += wrong_with(page_of(cast["facilitator"], reduced_motion="reduce"), [*at_the_desk, f"{desk}place/code/"])
    said(wrong)


def test_nothing_is_wrong_with_starting_a_cohort(page_of, cast):
    program = load_forum()
    address = reverse("start_cohort", args=[program.slug])
    page = page_of(cast["site_admin"], reduced_motion="reduce")
    wrong = wrong_with(page, [address])
    page.get_by_role("button", name="Propose the dates").click()
    expect(page.get_by_role("button", name="Start the cohort")).to_be_visible()
    said(wrong + list(complaints_about(page)))


def said(wrong: list[str]) -> None:
    """Fails with all of it, a line each."""
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


def wrong_with(page, addresses: list[str]) -> list[str]:
    """What is wrong with each of the addresses, all said at once."""
    wrong = []
    for address in addresses:
        response = page.goto(address)
        if response.status >= 500:
            wrong.append(f"{address}: {response.status}")
            continue
        wrong += [f"{address}: {complaint}" for complaint in complaints_about(page)]
    return wrong
