"""What confirming reserves: each cost with its original amount and rate, adding up exactly to the plan's charges."""

from models import CostKind
from optimisation.format.plan import Mission, Placement
from optimisation.format.problem import Problem
from planner.ledger.service import Cost
from planner.plans.problem.question import Rows
from planner.plans.problem.rates import Rates
from planner.reference.airports import present

KINDS = ("adult", "child", "infant")


class Pricing:
    """Costs of a rebuilt problem, in the currency of the line that pays, at today's exchange rates."""

    def __init__(self, problem: Problem, rows: Rows, rates: Rates) -> None:
        self.problem, self.rows, self.rates = problem, rows, rates

    def _cost(
        self,
        line: str,
        kind: CostKind,
        amount: int,
        original: int,
        currency: str,
        *,
        case_id: int | None = None,
        itinerary_id: int | None = None,
        assignment_id: int | None = None,
    ) -> Cost:
        rates = self.rates.into(self.rows.lines[line].project.currency)
        rate = rates.of(currency)
        return Cost(
            self.rows.lines[line].id,
            kind,
            amount if rates is self.rates else rates.converted(original, currency),
            original,
            currency,
            rate.text,
            rate.source,
            rate.on,
            case_id,
            itinerary_id,
            assignment_id,
        )

    def of_case(self, one: Placement, itinerary_id: int) -> list[Cost]:
        """Fare, transfer and support of a placed case, without zero amounts."""
        case, known = self.problem.cases_by_id[one.case], self.rows.cases[one.case]
        option = self.rows.options[one.journey]
        each = option.fares(one.fare == "group").values()
        counts = [getattr(case.travellers, kind) for kind in KINDS]
        amount = sum(
            count * self.rates.converted(fare, option.currency) for count, fare in zip(counts, each, strict=True)
        )
        original = sum(count * fare for count, fare in zip(counts, each, strict=True))
        found = [
            self._cost(
                one.lines["transport"],
                CostKind.TRANSPORT,
                amount,
                original,
                option.currency,
                case_id=known.id,
                itinerary_id=itinerary_id,
            )
        ]
        found += self._drive(one, known.id, itinerary_id)
        if case.assistance_cost:
            found.append(
                self._cost(
                    one.lines["assistance"],
                    CostKind.ASSISTANCE,
                    case.assistance_cost,
                    known.assistance_amount,
                    known.assistance_currency,
                    case_id=known.id,
                    itinerary_id=itinerary_id,
                )
            )
        return [cost for cost in found if cost.amount]

    def _drive(self, one: Placement, case_id: int, itinerary_id: int) -> list[Cost]:
        origin = self.problem.legs_of[one.journey][0].origin
        place = self.rows.persons[one.case][0].facility
        return [
            self._cost(
                one.lines["transport"],
                CostKind.TRANSPORT,
                self.rates.converted(row.amount, row.currency),
                row.amount,
                row.currency,
                case_id=case_id,
                itinerary_id=itinerary_id,
            )
            for row in (place.transfers if place else ())
            if present(row.airport) == present(origin)
        ]

    def of_mission(self, mission: Mission, days: int, assignment_id: int) -> list[Cost]:
        """An escort's flights there and back, and the days away."""
        escort = self.rows.escorts[mission.escort]
        found = [
            self._cost(
                mission.line,
                CostKind.ESCORT,
                self.rates.converted(flight.escort_fare, flight.currency),
                flight.escort_fare,
                flight.currency,
                assignment_id=assignment_id,
            )
            for flight in (self.rows.flights[code] for code in mission.legs)
        ]
        found.append(
            self._cost(
                mission.line,
                CostKind.ESCORT,
                days * self.rates.converted(escort.daily_cost, escort.currency),
                days * escort.daily_cost,
                escort.currency,
                assignment_id=assignment_id,
            )
        )
        return [cost for cost in found if cost.amount]

    def of_charter(self, code: str, line: str, itinerary_id: int) -> list[Cost]:
        """The fixed cost of an itinerary, charged once."""
        option = self.rows.options[code]
        amount = self.problem.journeys_by_id[code].fixed_cost
        return (
            [self._cost(line, CostKind.CHARTER, amount, option.fixed_cost, option.currency, itinerary_id=itinerary_id)]
            if amount
            else []
        )
