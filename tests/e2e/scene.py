"""What stands in the pages that the browser walks: a cohort with one of everything, a session in each of its states, and
words of the length that breaks a layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cohorts.models import Cohort, Program
from cop_portal.blueprints.loading import load_programs
from discussions.models import Post
from sessions.models import LiveSession
from tests.cop_portal.blueprints.examples import BLUEPRINTS
from tests.factories.cohorts import PhaseFactory
from tests.factories.discussions import PostFactory
from tests.factories.sessions import AgendaItemFactory, LiveSessionFactory, MaterialFactory, PromptFactory
from tests.permissions.world import World, make_world

LONG_WORD = "Zusammenarbeitsvereinbarungsverfahrensgrundsatzentscheidungen"
SPANISH = "¿Cómo construimos, codo a codo con nuestras comunidades, relaciones duraderas con los servicios sociales?"
RAW_LINK = "https://zoom.example.org/j/81234567890?pwd=raw-link-canary"


@dataclass
class Scene:
    world: World
    cohort: Cohort
    soon: LiveSession
    running: LiveSession
    deep: Post

    @property
    def past(self) -> LiveSession:
        return self.world.past

    @property
    def coming(self) -> LiveSession:
        return self.world.coming


def make_scene() -> Scene:
    """The world of the permission tests with long words in it, a session in ten minutes and one that is running."""
    world = make_world()
    cast, now = world.cast, datetime.now(UTC)
    cohort = cast.cohort
    cohort.title = f"Cohort of {LONG_WORD}"
    cohort.agreements = ["Listen to learn.", SPANISH]
    cohort.save()
    cast.team.name = f"Team {LONG_WORD}"
    cast.team.save()
    PhaseFactory(cohort=cohort, title=SPANISH, expected_participation=LONG_WORD)
    for live_session, title in ((world.past, LONG_WORD), (world.coming, SPANISH)):
        live_session.title = title
        live_session.save()
    soon = LiveSessionFactory(
        cohort=cohort, slug="soon", title="Place Matters", starts_at=now + timedelta(minutes=10), join_url=RAW_LINK
    )
    running = LiveSessionFactory(
        cohort=cohort, slug="running", title="Bad Sugar", starts_at=now - timedelta(minutes=30), join_url=RAW_LINK
    )
    for title in ("Feature presentation", LONG_WORD, SPANISH):
        AgendaItemFactory(live_session=running, title=title, minutes=30, presenters=SPANISH)
    MaterialFactory(live_session=world.past, title=LONG_WORD, description=SPANISH)
    PromptFactory(live_session=world.past, thread__slug="asked-in-spanish", thread__title=SPANISH)
    reply = world.post
    for author in ("team_lead", "coach", "facilitator", "participant", "coordinator", "team_lead"):
        body = f"{LONG_WORD} {SPANISH}"
        reply = PostFactory(thread=world.thread, parent=reply, author=cast[author], body=body)
    return Scene(world=world, cohort=cohort, soon=soon, running=running, deep=reply)


def load_forum() -> Program:
    """The forum of 2022, from the portal's own file."""
    load_programs([BLUEPRINTS / "health_equity_forum.toml"], now=datetime.now(UTC))
    return Program.objects.get(blueprint__program__isnull=False)
