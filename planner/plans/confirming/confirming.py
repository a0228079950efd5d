"""Confirming itineraries of a plan: seats, escorts and money together or not at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Case, CaseStatus, EscortAssignment, EscortAssignmentCase, Itinerary, Plan, PlanStatus
from models.people.account import User
from models.record import chain
from models.record.because import because
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
from planner.plans.confirming.as_planned import changed_inputs
from planner.plans.confirming.confirmed_together import along, parts
from planner.plans.confirming.judged import who_must_not_travel
from planner.plans.confirming.pricing import Pricing
from planner.plans.confirming.rebuilding import Rebuilt, asked_of, rebuild
from planner.plans.problem.deductions import standing_assignments
from planner.plans.problem.freezing import reading_of
from planner.plans.problem.rates import Rates
from planner.plans.problem.readiness import Facts
from planner.plans.problem.travellers import fare_kind, needs_of


@dataclass(slots=True)
class Part:
    """Itineraries that can only be confirmed together, judged on today's rows."""

    codes: frozenset[str]
    rebuilt: Rebuilt
    done: bool = False
    """Everything of it is confirmed already."""

    @property
    def may(self) -> bool:
        return not self.rebuilt.refusals and not self.done

    @property
    def money(self) -> dict[str, int]:
        """Line → minor units that these itineraries hold when confirmed."""
        from optimisation.rules.lines import charges

        return {line: total for line, total in charges(self.rebuilt.problem, self.rebuilt.part).items() if total}


def groups(session: Session, plan: Plan) -> list[frozenset[str]]:
    """The plan's itineraries in groups that are confirmed together."""
    if plan.status is not PlanStatus.SOLVED or plan.answer is None:
        raise Refused(say("There is nothing to confirm in plan %(number)s.", number=plan.number))
    case_of = {engine_id: facts["case"] for engine_id, facts in plan.origins["cases"].items()}
    return parts(read_plan(plan.answer), case_of, standing_assignments(session))


def previews(session: Session, plan: Plan, *, by: User, today: date) -> list[Part]:
    """Every group of itineraries with what stands in its way today; nothing is changed."""
    found = []
    parted = groups(session, plan)
    everything = asked_of(session, plan, frozenset().union(*parted))
    reading = reading_of(session, everything, by, today)
    case_of = {engine_id: facts["case"] for engine_id, facts in plan.origins["cases"].items()}
    placements = read_plan(plan.answer or {}).placements
    for codes in parted:
        only = frozenset(case_of[one.case] for one in placements if one.journey in codes)
        rebuilt = _as_planned(
            plan, rebuild(session, plan, replace(everything, only=only, options=codes), reading), reading.facts
        )
        found.append(Part(codes, rebuilt, _is_done(rebuilt)))
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
    """Confirm the chosen itineraries and those that come along: seats, escorts, money, statuses.

    All or nothing; what is confirmed already stays as it is, so that a second click changes nothing.
    Raises `Refused` with a sentence for each input that no longer holds.
    """
    take_turn(session)
    _hold_still(session, plan)
    session.refresh(plan, ["answer", "origins", "status", "line_ids"])
    if not chosen:
        raise Refused(say("Choose at least one itinerary."))
    codes = along(groups(session, plan), chosen)
    if not codes:
        raise Refused(say("The plan has changed since you opened this page. Check it again before you confirm."))
    locked_lines(session, plan.line_ids)
    question = asked_of(session, plan, codes)
    reading = reading_of(session, question, by, today)
    rebuilt = _as_planned(plan, rebuild(session, plan, question, reading), reading.facts)
    if rebuilt.refusals:
        raise Refused(*rebuilt.refusals)
    return _Confirming(session, plan, rebuilt, by, today).confirmed()


def _hold_still(session: Session, plan: Plan) -> None:
    """Keep every input unchanged between reading it and the commit: whoever changes one either commits first or waits.

    SQLite lets one writer work at a time anyway. On PostgreSQL this locks the cases first, in the same order as
    whoever edits a case, and then the record of events, to which every change of an input is written before it commits.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    ids = sorted({facts["case"] for facts in plan.origins["cases"].values()})
    session.execute(sa.select(Case.id).where(Case.id.in_(ids)).order_by(Case.id).with_for_update(key_share=True))
    session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": chain.LOCK})


def _as_planned(plan: Plan, rebuilt: Rebuilt, facts: Facts) -> Rebuilt:
    """The same part, refused as well where it may still be done but not on the inputs that the plan was made from, and
    where the facts keep somebody from travelling on that day."""
    standing, rows = rebuilt.frozen.rows.standing, rebuilt.frozen.rows
    kept = {one.case for one in rebuilt.part.placements if _kept(rebuilt, one, standing.get(rows.cases[one.case].id))}
    if not rebuilt.refusals:
        rebuilt.refusals = changed_inputs(plan, rebuilt.frozen, rebuilt.part, kept)
    if not rebuilt.refusals:
        rebuilt.refusals = who_must_not_travel(rebuilt, facts, kept)
    return rebuilt


def _is_done(rebuilt: Rebuilt) -> bool:
    standing = rebuilt.frozen.rows.standing
    return bool(rebuilt.part.placements) and all(
        _kept(rebuilt, one, standing.get(rebuilt.frozen.rows.cases[one.case].id)) for one in rebuilt.part.placements
    )


def _kept(rebuilt: Rebuilt, one: Placement, itinerary: Itinerary | None) -> bool:
    """Whether the family is confirmed on this very itinerary at this fare."""
    return (
        itinerary is not None and itinerary.option.code == one.journey and itinerary.group_fare == (one.fare == "group")
    )


@dataclass(slots=True)
class _Confirming:
    """One confirmation, from a part that may be confirmed to rows."""

    session: Session
    plan: Plan
    rebuilt: Rebuilt
    by: User
    today: date
    costs: list[Cost] = field(default_factory=list)

    def confirmed(self) -> list[Itinerary]:
        rebuilt, rows = self.rebuilt, self.rebuilt.frozen.rows
        fresh = [
            one
            for one in rebuilt.part.placements
            if not _kept(rebuilt, one, rows.standing.get(rows.cases[one.case].id))
        ]
        self._leave([rows.cases[one.case] for one in fresh])
        currency = rebuilt.problem.currency
        pricing = Pricing(rebuilt.problem, rows, Rates(self.session, currency, self.today))
        for code in dict.fromkeys(one.journey for one in fresh):
            self._hold(code, [one for one in fresh if one.journey == code], pricing)
        self._escorts(pricing)
        ledger.reserve(self.session, self.costs, by=self.by, why=because("confirmed", number=self.plan.number))
        with events.together(self.session):
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
        """Families confirmed elsewhere leave there first; their money is released before it is reserved anew."""
        standing = self.rebuilt.frozen.rows.standing
        moved = list({case.id: case for case in cases if case.id in standing}.values())
        ticketed = [case for case in moved if case.status is CaseStatus.TICKETED]
        if ticketed:
            raise Refused(
                say("Case %(number)s has tickets. Undo the ticketing before you move it.", number=ticketed[0].number)
            )
        if moved:
            releasing.take_off(self.session, moved, by=self.by, why=because("moved", number=self.plan.number))

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
        """Standing assignments that the plan keeps are kept, others of these families end, new ones begin."""
        standing = {(one.escort.code, one.role, tuple(one.flights)): one for one in standing_assignments(self.session)}
        wanted = {(one.escort, one.role, one.legs): one for one in self.rebuilt.part.missions}
        ids = {case.id for case in self.rebuilt.frozen.rows.cases.values()}
        for key, assignment in standing.items():
            if key not in wanted and assignment.cases and {row.case_id for row in assignment.cases} <= ids:
                releasing.cancel_assignment(
                    self.session, assignment, by=self.by, why=because("escort_freed", number=self.plan.number)
                )
        for key, mission in wanted.items():
            assignment = standing.get(key) or self._begin(mission, pricing)
            self._attend(assignment, mission)

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
        """Write down which needs of which families the escort attends."""
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
        why = because("confirmed", number=self.plan.number)
        move_case(self.session, case, CaseStatus.RESERVED, by=self.by, why=why)
