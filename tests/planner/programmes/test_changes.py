"""Budgets, dates and rates change with a reason and a date, and above a threshold need two people (both databases)."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from models import BudgetLine, ChangeKind, ChangeStatus, Event, ExchangeRate, MoneyChange, Project, User
from models.office import today
from models.words import Refused
from planner import settings
from planner.ledger import service as ledger
from planner.programmes import changes
from planner.programmes.rates import rate_on
from tests.support.worlds.money import make_cost, make_project

LIMIT = settings.RULES["budget_change"].default
BEGUN = 100_000_000


def people(session: Any) -> tuple[User, User]:
    """A finance user and an approver."""
    rows = [User(email=f"{name}@example.org", name=name, password_hash="") for name in ("finance", "approver")]
    session.add_all(rows)
    session.flush()
    return rows[0], rows[1]


def line_of(session: Any, currency: str = "CZK") -> BudgetLine:
    project = make_project(session, budgets={"T": BEGUN})
    project.currency = currency
    session.flush()
    return project.lines[0]


def change(session: Any, line: BudgetLine, budget: int, by: User | None, **values: Any) -> MoneyChange:
    facts = {"valid_from": today(), "why": "grant amended", "today": today(), **values}
    return changes.change_budget(session, line, budget, by=by, **facts)


@pytest.mark.parametrize(("more", "alone"), [(LIMIT, True), (LIMIT + 1, False), (-LIMIT, True), (-LIMIT - 1, False)])
def test_one_person_changes_a_budget_up_to_the_threshold_and_two_above(store, more: int, alone: bool) -> None:
    """R89: one person can change a budget up to the threshold, exact to the haléř; above it another must confirm."""
    with store.work() as session:
        finance, approver = people(session)
        line = line_of(session)
        entered = change(session, line, BEGUN + more, finance)
        assert (entered.status is ChangeStatus.IN_FORCE) is alone
        assert line.budget == (BEGUN + more if alone else BEGUN)
        if alone:
            return
        with pytest.raises(Refused, match="another approver must confirm"):
            changes.confirm(session, entered, by=finance, today=today())
        assert line.budget == BEGUN
        changes.confirm(session, entered, by=approver, today=today())
        assert (line.budget, entered.status, entered.second_id) == (BEGUN + more, ChangeStatus.IN_FORCE, approver.id)
        with pytest.raises(Refused, match="no longer open"):
            changes.confirm(session, entered, by=approver, today=today())
        told = session.scalars(sa.select(Event.action).order_by(Event.id)).all()
        assert told[-4:] == [
            "money_change.entered",
            "money_change.confirmed",
            "budget_line.changed",
            "money_change.in_force",
        ]


def test_small_changes_of_one_person_count_together(store) -> None:
    """R89: two changes by one person that exceed the threshold together need a second person."""
    with store.work() as session:
        finance, _approver = people(session)
        line = line_of(session)
        assert change(session, line, BEGUN + LIMIT // 2, finance).status is ChangeStatus.IN_FORCE
        assert change(session, line, BEGUN + LIMIT // 2 + LIMIT // 2 + 1, finance).status is ChangeStatus.WAITING
        assert line.budget == BEGUN + LIMIT // 2


def test_the_threshold_is_converted_into_the_currency_of_the_line(store) -> None:
    """The threshold is converted to the line's currency by the day's rate; without a rate two people are needed."""
    with store.work() as session:
        finance, _approver = people(session)
        line = line_of(session, "USD")
        entered = change(session, line, BEGUN + 1, finance)
        assert entered.status is ChangeStatus.WAITING
        changes.withdraw(session, entered, by=finance)
        session.add(ExchangeRate(base="USD", quote="CZK", rate="20", valid_from=today()))
        session.flush()
        assert change(session, line, BEGUN + LIMIT // 20, finance).status is ChangeStatus.IN_FORCE
        assert change(session, line, BEGUN + LIMIT // 20 + 1, finance).status is ChangeStatus.WAITING


def test_a_budget_is_never_below_what_is_used_whoever_confirms(store) -> None:
    """A budget below the used amount is refused when it is entered, and again when it is confirmed."""
    with store.work() as session:
        finance, approver = people(session)
        line = line_of(session)
        ledger.reserve(session, [make_cost(line, 60_000_000)], by=None)
        with pytest.raises(Refused, match="600000.00 CZK of line T has already been used"):
            change(session, line, 59_999_999, finance)
        entered = change(session, line, 60_000_000, finance)
        ledger.reserve(session, [make_cost(line, 1)], by=None)
        with pytest.raises(Refused, match="600000.01 CZK of line T has already been used"):
            changes.confirm(session, entered, by=approver, today=today())


def test_a_change_of_a_later_day_waits_for_it_and_one_that_cannot_be_stays(store) -> None:
    """A change takes effect on its day; one below the used amount waits and is tried again later."""
    tomorrow = today() + timedelta(days=1)
    with store.work() as session:
        finance, _approver = people(session)
        line = line_of(session)
        entered = change(session, line, BEGUN - 5, finance, valid_from=tomorrow)
        assert (entered.status, line.budget) == (ChangeStatus.SCHEDULED, BEGUN)
        assert changes.put_due_in_force(session, today()) == [] and line.budget == BEGUN
        (cost,) = ledger.reserve(session, [make_cost(line, BEGUN)], by=None)
        line_id, change_id, cost_id = line.id, entered.id, cost.id
    with store.work() as session:
        assert [one.id for one in changes.put_due_in_force(session, tomorrow)] == [change_id]
    with store.work() as session:
        assert session.get(BudgetLine, line_id).budget == BEGUN
        ledger.release(session, [session.get(type(cost), cost_id)], by=None, why="not needed")
    with store.work() as session:
        assert changes.put_due_in_force(session, tomorrow) == []
    with store.work(writes=False) as session:
        assert session.get(BudgetLine, line_id).budget == BEGUN - 5
        assert session.get(MoneyChange, change_id).status is ChangeStatus.IN_FORCE


def test_without_a_reason_or_beside_another_that_waits_nothing_is_entered(store) -> None:
    """A change needs a reason, and a second one for the same line is refused while the first one waits."""
    with store.work() as session:
        finance, approver = people(session)
        line = line_of(session)
        with pytest.raises(Refused, match="Give a short reason"):
            change(session, line, BEGUN + 1, finance, why=" ")
        waiting = change(session, line, BEGUN + LIMIT + 1, finance)
        with pytest.raises(Refused, match="Another change is waiting"):
            change(session, line, BEGUN + 1, finance)
        with pytest.raises(Refused, match="Give a short reason"):
            changes.refuse(session, waiting, "", by=approver)
        changes.refuse(session, waiting, "no amendment on file", by=approver)
        assert (waiting.status, line.budget) == (ChangeStatus.REFUSED, BEGUN)
        assert change(session, line, BEGUN + 1, finance).status is ChangeStatus.IN_FORCE


def test_dates_move_alone_by_some_days_and_never_outside_their_project(store) -> None:
    """One person can move dates by seven days, two people by more; lines stay within their project."""
    with store.work() as session:
        finance, approver = people(session)
        line = line_of(session)
        project = line.project

        def moved(
            of: BudgetLine | Project, starts: date | None, ends: date | None, why: str = "amended"
        ) -> MoneyChange:
            return changes.change_period(session, of, starts, ends, today(), why, by=finance, today=today())

        assert moved(project, project.starts, project.ends + timedelta(days=7)).status is ChangeStatus.IN_FORCE
        long = moved(project, project.starts, project.ends + timedelta(days=1))
        assert long.status is ChangeStatus.WAITING, "seven and one are eight"
        assert project.ends == date(2027, 7, 7)
        changes.confirm(session, long, by=approver, today=today())
        assert project.ends == date(2027, 7, 8)
        with pytest.raises(Refused, match="within the project"):
            moved(line, None, project.ends + timedelta(days=1))
        assert moved(line, None, project.ends - timedelta(days=3)).status is ChangeStatus.IN_FORCE
        with pytest.raises(Refused, match="Line T has dates of its own outside these"):
            moved(project, project.starts, project.ends - timedelta(days=4))


def test_a_rate_is_added_and_none_is_changed(store) -> None:
    """A rate close to the last one needs one person, others two; old rates are never changed."""

    def added(rate: str, day: date, by: User, why: str = "published") -> MoneyChange:
        values = {"base": "EUR", "quote": "CZK", "rate": rate, "source": "ECB", "valid_from": day}
        return changes.add_rate(session, values, why, by=by, today=today())

    first, second = today() - timedelta(days=20), today() - timedelta(days=10)
    with store.work() as session:
        finance, approver = people(session)
        assert added("25", first, finance).status is ChangeStatus.IN_FORCE
        assert added("26.25", second, finance).status is ChangeStatus.IN_FORCE, "5 % is still near"
        far = added("26.2501", today(), finance)
        assert far.status is ChangeStatus.WAITING, "5 % twice is not: nobody else had a hand in the rates since 25"
        assert rate_on(session, "EUR", "CZK", today()).rate == "26.25"
        changes.confirm(session, far, by=approver, today=today())
        assert rate_on(session, "EUR", "CZK", today()).rate == "26.2501"
        with pytest.raises(Refused, match="Give a short reason"):
            added("26.25", today(), finance, why="")
        corrected = added("26.25", today(), finance, why="mistyped")
        assert corrected.status is ChangeStatus.WAITING
        changes.confirm(session, corrected, by=approver, today=today())
        assert rate_on(session, "EUR", "CZK", today()).rate == "26.25"
        rates = session.scalars(sa.select(ExchangeRate.rate).order_by(ExchangeRate.id)).all()
        assert rates == ["25", "26.25", "26.2501", "26.25"]


def test_a_lower_ceiling_and_reservations_at_once_never_overcommit(store) -> None:
    """R11: while an approver halves the budget, six reservations at once never exceed it."""
    with store.work() as session:
        finance, approver = people(session)
        line = line_of(session)
        entered = change(session, line, BEGUN // 2, finance)
        line_id, change_id, approver_id = line.id, entered.id, approver.id
    start, refused = threading.Barrier(7), []

    def reserve() -> None:
        start.wait()
        try:
            with store.work() as session:
                ledger.reserve(session, [make_cost(session.get(BudgetLine, line_id), BEGUN // 5)], by=None)
        except Refused:
            refused.append("reserve")

    def confirm() -> None:
        start.wait()
        try:
            with store.work() as session:
                changes.confirm(
                    session, session.get(MoneyChange, change_id), by=session.get(User, approver_id), today=today()
                )
        except Refused:
            refused.append("confirm")

    threads = [threading.Thread(target=act) for act in (*[reserve] * 6, confirm)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.work(writes=False) as session:
        line = session.get(BudgetLine, line_id)
        assert line.reserved <= line.budget
        assert line.budget == (BEGUN if "confirm" in refused else BEGUN // 2)
        assert line.reserved == (6 - refused.count("reserve")) * (BEGUN // 5)
        assert refused, "not everything fits"


def test_two_approvers_decide_a_change_once(store) -> None:
    """If two approvers confirm a change at the same moment, one is told that it is no longer open."""
    with store.work() as session:
        finance, approver = people(session)
        change_id = change(session, line_of(session), BEGUN + LIMIT + 1, finance).id
        approver_id = approver.id
    start, refused = threading.Barrier(2), []

    def confirm() -> None:
        start.wait()
        try:
            with store.work() as session:
                row = session.get(MoneyChange, change_id)
                changes.confirm(session, row, by=session.get(User, approver_id), today=today())
        except Refused as refusal:
            refused.append(str(refusal))

    threads = [threading.Thread(target=confirm) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(refused) == 1 and "no longer open" in refused[0]
    with store.work(writes=False) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Event.action == "budget_line.changed")) == 1


def test_a_new_line_above_the_threshold_has_no_budget_until_it_is_confirmed(store) -> None:
    """R89: a new line above the threshold has no budget until it is confirmed."""
    from planner.programmes import service

    values = {"code": "N", "name": "N", "covers": ["transport"], "starts": None, "ends": None, "active": True}
    with store.work() as session:
        finance, approver = people(session)
        project = make_project(session, budgets={})
        small, large = BudgetLine(), BudgetLine()
        service.save_line(session, project, small, {**values, "budget": LIMIT}, by=finance)
        service.save_line(session, project, large, {**values, "code": "L", "budget": LIMIT + 1}, by=finance)
        assert (small.budget, large.budget) == (LIMIT, 0)
        (waiting,) = changes.waiting_for(session, ChangeKind.BUDGET)
        changes.confirm(session, waiting, by=approver, today=today())
        assert large.budget == LIMIT + 1
