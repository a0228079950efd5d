"""An unaccompanied child from registration to the ticket: each missing paper prevents reservation and ticketing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import undefer

from models import Case, CaseStatus, ChildPaper, EscortNeed, EscortRole, Passenger, Plan, User
from models.office import today
from models.words import Refused
from planner.cases.children import children_lack, unsigned
from planner.documents.queries import circumstances
from planner.plans.asking import service
from tests.support.worlds.caseload import add_passport
from tests.support.worlds.planning_world import day, world

PAPERS = {
    "best_interests": {"given_by": "District court"},
    "parents_consent": {"given_by": "Tamar Beridze", "ground": "sole_responsibility"},
    "guardians_consent": {"given_by": "Jana Nováková"},
    "receiver": {"given_by": "Tamar Beridze", "contact": "+995 555 010 203"},
}


class Child:
    """A child's case, the browsers of the people who work on it, and what they do."""

    def __init__(self, app: Any, sign_in: Any) -> None:
        self.app, self.store = app, app.extensions["navrat.database"]
        with self.store.work() as session:
            here = world(session)
            here.escort("E1", roles=["social", "nurse"])
            here.add(EscortRole(code="social", names={"en": "Social", "cs": "Sociální"}, for_children=True))
            form = {"surname": "Beridze", "given_names": "Luka", "applied_on": day(-3).isoformat()}
            form |= {"programme_id": str(here.programme.id), "facility_id": str(here.places["BELA"].id)}
            self.lines, self.project = [line.id for line in here.lines.values()], here.lines["T"].project_id
        self.worker, self.planner = sign_in("case_worker"), sign_in("planner")
        made = self.worker.post("/applications/new", {**form, "destination_country": "GE"})
        assert made.status_code == 303
        self.case = int(made.headers["Location"].rstrip("/").rsplit("/", 1)[1])
        with self.store.work() as session:
            case = session.get(Case, self.case)
            case.status, child = CaseStatus.PREPARING, case.persons[0]
            child.born_on, child.nationality = today() - timedelta(days=16 * 365), "GEO"
            add_passport(session, child, "P0000001")
            self.person = child.id
            case.persons[0].documents[0].given_names = "LUKA"

    def record(self, kind: str) -> None:
        path = f"/documents/{self.case}/people/{self.person}/child/{kind}"
        answer = self.worker.post(path, {**PAPERS[kind], "given_on": today().isoformat()})
        assert answer.status_code == 303, (kind, answer.text)

    def withdraw(self, kind: str) -> None:
        with self.store.work(writes=False) as session:
            papers = session.scalars(sa.select(ChildPaper).order_by(ChildPaper.id))
            paper = [one.id for one in papers if one.kind.value == kind][-1]
        form = {"withdrawn_on": today().isoformat(), "why": "The court decided again"}
        assert self.worker.post(f"/documents/{self.case}/child/{paper}/withdraw", form).status_code == 303

    def sign(self) -> int:
        form = {"people": [str(self.person)], "kinds": ["declaration", "consent"], "signed_on": today().isoformat()}
        form |= {"language": "ka", "form_version": "2", "signed_by": "NOVAKOVA Jana"}
        return int(self.worker.post(f"/documents/{self.case}/signatures", form).status_code)

    def missing(self) -> list[str]:
        """The kinds of needs before reservation, after checking that the database lists the same case."""
        with self.store.work(writes=False) as session:
            case = session.get(Case, self.case)
            found = [need.kind for need in circumstances(session, today()).missing_for_reservation(case)]
            listed = set(session.scalars(sa.select(Case.id).where(children_lack(today()) | unsigned(today()))))
        assert (self.case in listed) is any(kind.startswith(("child_", "signatures")) for kind in found)
        return found

    def planned(self) -> Plan:
        with self.store.work() as session:
            wish = service.Wish(day(7), day(28), self.project, tuple(self.lines))
            by = session.scalar(sa.select(User).filter_by(email="plans@example.org"))
            plan_id = service.ask(session, self.app.extensions["navrat.jobs"], wish, by=by, today=today()).id
        self.app.extensions["navrat.jobs"].drain()
        with self.store.work(writes=False) as session:
            return session.get(Plan, plan_id, options=[undefer(Plan.answer)])

    def ticket(self) -> Any:
        with self.store.work(writes=False) as session:
            seat = session.scalar(sa.select(Passenger))
            url, form = f"/bookings/{seat.itinerary_id}/tickets", {f"ticket-{seat.id}": "235-2400000001"}
        return self.planner.post(url, form)


@pytest.fixture
def child(app: Any, sign_in: Any) -> Child:
    return Child(app, sign_in)


def _reserved(child: Child) -> None:
    """Ask for a plan, confirm it, and enter the reservation number."""
    plan = child.planned()
    code = plan.answer["placements"][0]["journey"]
    assert child.planner.post(f"/itineraries/{plan.id}/confirm", {"options": code}).status_code == 303
    with child.store.work() as session:
        booking = session.scalar(sa.select(Passenger)).booking
        booking.pnr = "QWERTY"


def test_a_child_alone_from_registration_to_the_ticket(child: Child) -> None:
    """R81: while any paper, signature or the escort is missing, no plan includes the child and no ticket is issued."""
    assert child.sign() == 409, "nobody may sign yet"
    for kind in PAPERS:
        assert f"child_{kind}" in child.missing()
        child.record(kind)
    assert child.sign() == 303
    need = {"person_id": str(child.person), "load": "1", "until": "destination", "languages": "", "gender": ""}
    assert child.worker.post(f"/applications/{child.case}/escorts", {**need, "role": "nurse"}).status_code == 303
    assert child.missing() == ["child_escort"], "the office does not let nurses accompany children"
    assert child.worker.post(f"/applications/{child.case}/escorts", {**need, "role": "social"}).status_code == 303
    for kind in PAPERS:
        child.withdraw(kind)
        assert f"child_{kind}" in child.missing()
        with pytest.raises(Refused, match="No one can be planned"):
            child.planned()
        child.record(kind)
    assert child.missing() == []
    with child.store.work() as session:
        session.delete(session.scalar(sa.select(EscortNeed).filter_by(role="nurse")))
    _reserved(child)
    for kind in PAPERS:
        child.withdraw(kind)
        answer = child.ticket()
        assert answer.status_code == 409 and "child" in answer.text, kind
        child.record(kind)
    for accompanies in (False, True):
        with child.store.work() as session:
            session.scalar(sa.select(EscortRole).filter_by(code="social")).for_children = accompanies
        answer = child.ticket()
        assert answer.status_code == (303 if accompanies else 409), answer.text
