"""Confirming itineraries of a plan: seats, escorts and money together or not at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseStatus, EscortAssignment, EscortAssignmentCase, Itinerary, Plan, PlanStatus
from models.people.account import User
from models.record import chain
from models.record.because import Why, because
from models.words import Refused, say
from optimisation.facts import costs
from optimisation.format.plan import Mission, Placement
from optimisation.format.reading_plan import read_plan
from planner import settings
from planner.audit import events
from planner.bookings import holding, releasing
from planner.bookings.turn import take_turn
from planner.cases.moves import move_case
from planner.ledger import service as ledger
from planner.ledger.moving import locked_lines
from planner.ledger.service import Cost
from planner.plans.confirming import recharging
from planner.plans.confirming.confirmed_together import along, parts
from planner.plans.confirming.in_the_way import Now
from planner.plans.confirming.judged_parts import Judging, Part
from planner.plans.confirming.pricing import Pricing
from planner.plans.confirming.rebuilding import Rebuilt
from planner.plans.problem.deductions import standing_assignments
from planner.plans.problem.rates import Rates
from planner.plans.problem.travellers import fare_kind, needs_of
from planner.plans.problem.unseen import read_by


def groups(session: Session, plan: Plan) -> list[frozenset[str]]:
    """The plan's itineraries in groups that are confirmed together. Raises `Refused` for a plan without an answer."""
    if plan.status is not PlanStatus.SOLVED or plan.answer is None:
        raise Refused(say("There is nothing to confirm in plan %(number)s.", number=plan.number))
    case_of = {engine_id: facts["case"] for engine_id, facts in plan.origins["cases"].items()}
    return parts(read_plan(plan.answer), case_of, standing_assignments(session))


def previews(session: Session, plan: Plan, *, by: User, today: date) -> list[Part]:
    """The plan in parts that are each confirmed in one act, with what prevents it today; nothing is changed.

    Families that this user may not know are not part of it: their seats are held, and somebody else confirms them.
    """
    plan = read_by(session, by, plan)
    found = Judging(session, plan, groups(session, plan), by, today).parts()
    return sorted(
        found,
        key=lambda part: min(
            (
                part.rebuilt.problem.departure(code)
                for code in part.codes
                if code in part.rebuilt.problem.journeys_by_id
            ),
            default=plan.window_from,
        ),
    )


def confirm(session: Session, plan: Plan, chosen: Collection[str], *, by: User, today: date) -> list[Itinerary]:
    """Confirm the chosen itineraries and those tied to them: seats, escorts, money, statuses.

    All or nothing; what is already confirmed stays, so that a second click changes nothing. Raises `Refused` with a
    sentence for each input that is no longer valid.
    """
    take_turn(session)
    _hold_still(session, plan)
    session.refresh(plan, ["answer", "origins", "status", "line_ids"])
    if not chosen:
        raise Refused(say("Choose at least one itinerary."))
    plan = read_by(session, by, plan)
    grouped = groups(session, plan)
    codes = along(grouped, chosen)
    if not codes:
        raise Refused(say("The plan has changed since you opened this page. Check it again before you confirm."))
    locked_lines(session, plan.line_ids)
    judging = Judging(session, plan, grouped, by, today)
    part = judging.grown(codes)
    if part.rebuilt.refusals:
        raise Refused(*part.rebuilt.refusals)
    return _Confirming(session, plan, part, judging.now, by, today).confirmed()


def _hold_still(session: Session, plan: Plan) -> None:
    """Keep every input unchanged between reading it and the commit: other writers either commit before or wait.

    SQLite allows one writer at a time anyway. On PostgreSQL this locks the cases first, in the same order as the
    editing of a case does, and then the event table, to which every change of an input is written before its commit.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    ids = sorted({facts["case"] for facts in plan.origins["cases"].values()})
    session.execute(sa.select(Case.id).where(Case.id.in_(ids)).order_by(Case.id).with_for_update(key_share=True))
    session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": chain.LOCK})


@dataclass(slots=True)
class _Confirming:
    """One confirmation: turns a part of a plan into rows."""

    session: Session
    plan: Plan
    part: Part
    now: Now
    by: User
    today: date
    costs: list[Cost] = field(default_factory=list)

    @property
    def rebuilt(self) -> Rebuilt:
        return self.part.rebuilt

    @property
    def why(self) -> Why:
        return because("confirmed", number=self.plan.number)

    def confirmed(self) -> list[Itinerary]:
        rebuilt, rows = self.rebuilt, self.rebuilt.frozen.rows
        fresh = [one for one in rebuilt.part.placements if not self.now.is_kept(one)]
        kept = [one for one in rebuilt.part.placements if self.now.is_kept(one)]
        self._leave([*(rows.cases[one.case] for one in fresh), *self.part.leaving])
        currency = rebuilt.problem.currency
        pricing = Pricing(rebuilt.problem, rows, Rates(self.session, currency, self.today))
        for code in dict.fromkeys(one.journey for one in fresh):
            self._hold(code, [one for one in fresh if one.journey == code], pricing)
        self._escorts(pricing)
        self._stay(kept, pricing)
        ledger.reserve(self.session, self.costs, by=self.by, why=self.why)
        with events.together(self.session):
            for case in self.part.leaving:
                move_case(self.session, case, CaseStatus.PREPARING, by=self.by, why=self.why)
            for case in {one.case: rows.cases[one.case] for one in fresh}.values():
                self._reserved(case)
        self.session.flush()
        return list(
            self.session.scalars(
                sa.select(Itinerary)
                .where(
                    Itinerary.status.in_(holding.OPEN),
                    Itinerary.option_id.in_([rows.options[code].id for code in rebuilt.codes]),
                )
                .order_by(Itinerary.departs_on, Itinerary.id)
            )
        )

    def _leave(self, cases: Sequence[Case]) -> None:
        """Families confirmed elsewhere leave there first; their money is released before it is reserved again."""
        standing = self.rebuilt.frozen.rows.standing
        moved = list({case.id: case for case in cases if case.id in standing}.values())
        ticketed = [case for case in moved if case.status is CaseStatus.TICKETED]
        if ticketed:
            raise Refused(
                say("Case %(number)s has tickets. Undo the ticketing before you move it.", number=ticketed[0].number)
            )
        if moved:
            releasing.take_off(self.session, moved, by=self.by, why=because("moved", number=self.plan.number))

    def _stay(self, kept: Sequence[Placement], pricing: Pricing) -> None:
        """Families already confirmed here stay; only their money moves to the plan's lines."""
        wanted: list[Cost] = []
        standing = self.rebuilt.frozen.rows.standing
        for one in kept:
            itinerary = standing[self.rebuilt.frozen.rows.cases[one.case].id]
            wanted += pricing.of_case(one, itinerary.id)
        for code, line in self.rebuilt.part.charters.items():
            if (itinerary_id := self._itinerary_of(code)) is not None:
                wanted += pricing.of_charter(code, line, itinerary_id)
        self.costs += recharging.moved(self.session, wanted, by=self.by, why=self.why)

    def _hold(self, code: str, placements: list[Placement], pricing: Pricing) -> None:
        rows, rules = self.rebuilt.frozen.rows, settings.read(self.session)
        option = rows.options[code]
        latest = {case["id"]: date.fromisoformat(case["latest"]) for case in self.rebuilt.frozen.problem["cases"]}
        parties = [
            holding.Party(
                rows.cases[one.case],
                [(person, fare_kind(person, latest[one.case], rules)) for person in rows.persons[one.case]],
            )
            for one in placements
        ]
        itinerary, new = holding.hold(
            self.session,
            option,
            parties,
            group_fare=placements[0].fare == "group",
            seats_per_pnr=rules["seats_per_pnr"],
            plan_id=self.plan.id,
            by=self.by,
            departs_on=self.rebuilt.problem.departure(code),
        )
        for one in placements:
            self.costs += pricing.of_case(one, itinerary.id)
        if new and code in self.rebuilt.part.charters:
            self.costs += pricing.of_charter(code, self.rebuilt.part.charters[code], itinerary.id)

    def _escorts(self, pricing: Pricing) -> None:
        """Assignments that the plan keeps stay, others of these families are cancelled, new ones are added."""
        standing = {(one.escort.code, one.role, tuple(one.flights)): one for one in standing_assignments(self.session)}
        wanted = {(one.escort, one.role, one.legs): one for one in self.rebuilt.part.missions}
        ids = {case.id for case in self.rebuilt.frozen.rows.cases.values()}
        for key, assignment in standing.items():
            if key not in wanted and assignment.cases and {row.case_id for row in assignment.cases} <= ids:
                releasing.cancel_assignment(
                    self.session, assignment, by=self.by, why=because("escort_freed", number=self.plan.number)
                )
        for key, mission in wanted.items():
            if key in standing:
                kept = standing[key]
                again = pricing.of_mission(mission, (kept.ends - kept.starts).days + 1, kept.id)
                self.costs += recharging.moved(self.session, again, by=self.by, why=self.why)
            self._attend(standing.get(key) or self._begin(mission, pricing), mission)

    def _begin(self, mission: Mission, pricing: Pricing) -> EscortAssignment:
        problem, rows = self.rebuilt.problem, self.rebuilt.frozen.rows
        legs = tuple(problem.legs_by_id[leg] for leg in mission.legs)
        first, last = costs.span(problem, legs)
        assignment = EscortAssignment(
            escort=rows.escorts[mission.escort],
            role=mission.role,
            flights=list(mission.legs),
            starts=date.fromordinal(first),
            ends=date.fromordinal(last),
            currency=problem.currency,
            cost=costs.mission(problem, problem.escorts_by_id[mission.escort], legs),
            cases=[],
        )
        self.session.add(assignment)
        events.record(
            self.session,
            "escort_assignment.begun",
            assignment,
            by=self.by,
            what={"escort": mission.escort, "role": mission.role, "flights": list(mission.legs)},
        )
        self.costs += pricing.of_mission(mission, last - first + 1, assignment.id)
        return assignment

    def _attend(self, assignment: EscortAssignment, mission: Mission) -> None:
        """Record which needs of which families the escort covers."""
        rows = self.rebuilt.frozen.rows
        wanted: dict[tuple[int, int], int | None] = {}
        for one in self.rebuilt.part.placements:
            case = rows.cases[one.case]
            needs = needs_of(case, rows.persons[one.case], rows.persons[one.case][0] is case.persons[0])
            for need, attended_by in zip(needs, one.attended_by, strict=True):
                if attended_by == mission.id:
                    wanted[case.id, case.escort_needs.index(need)] = self._itinerary_of(one.journey)
        inside = {case.id for case in rows.cases.values()}
        assignment.cases = [
            row for row in assignment.cases if row.case_id not in inside or (row.case_id, row.need_position) in wanted
        ]
        known = {(row.case_id, row.need_position) for row in assignment.cases}
        for (case_id, position), itinerary_id in wanted.items():
            if (case_id, position) not in known:
                assignment.cases.append(
                    EscortAssignmentCase(case_id=case_id, need_position=position, itinerary_id=itinerary_id)
                )
        self.session.flush()

    def _itinerary_of(self, code: str) -> int | None:
        option = self.rebuilt.frozen.rows.options[code]
        return self.session.scalar(
            sa.select(Itinerary.id).where(Itinerary.option_id == option.id, Itinerary.status.in_(holding.OPEN))
        )

    def _reserved(self, case: Case) -> None:
        if case.status is CaseStatus.RESERVED:
            return
        move_case(self.session, case, CaseStatus.RESERVED, by=self.by, why=self.why)
