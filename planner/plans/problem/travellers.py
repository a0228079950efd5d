"""A case as the engine's cases: one, or one for each place where its people stay, kept together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models import BudgetLine, Case, EscortNeed, FacilityKind, Person
from models.office import office
from models.people.person import BirthPrecision
from planner.plans.problem.caseload import Going
from planner.plans.problem.ceilings import line_id
from planner.plans.problem.question import Question
from planner.plans.problem.rates import Rates
from planner.plans.problem.readiness import Facts
from planner.reference.airports import present
from planner.reference.service_codes import services

NOWHERE = "?"
"""Location of people whose place is not known yet: no transfer is possible, and the plan says so."""
TRANSPORT_KINDS = {"transport", "charter"}


def location_of(person: Person) -> str:
    """The place the person is driven from, as the code of the facility."""
    return person.facility.code if person.facility else NOWHERE


def places(case: Case) -> dict[str, list[Person]]:
    """The case's people by location, in order."""
    found: dict[str, list[Person]] = {}
    for person in case.persons:
        found.setdefault(location_of(person), []).append(person)
    return found


def engine_ids(case: Case) -> dict[str, list[Person]]:
    """Engine case id → its people: the case's number, followed by @ and the place if they stay in several."""
    split = places(case)
    if len(split) == 1:
        return {case.number: next(iter(split.values()))}
    return {f"{case.number}@{place}": people for place, people in split.items()}


def is_detained(person: Person) -> bool:
    """In a detention facility or under a detention decision."""
    return person.detention_ends is not None or (
        person.facility is not None and person.facility.kind is FacilityKind.DETENTION
    )


def fare_kind(person: Person, on: date, rules: Mapping[str, int]) -> str:
    """adult, child or infant on a day; a person of unknown age counts as adult."""
    if person.born_on is None or person.birth_precision is BirthPrecision.NOT_KNOWN:
        return "adult"
    years = on.year - person.born_on.year - ((on.month, on.day) < (person.born_on.month, person.born_on.day))
    return "infant" if years < rules["infant_age"] else "child" if years < rules["child_age"] else "adult"


def seats_of(person: Person, kind: str) -> int:
    """Seats on the aircraft: one, none for an infant, or the number entered for the person."""
    return person.seats_taken if person.seats_taken is not None else int(kind != "infant")


def priority(case: Case, people: Iterable[Person], facts: Facts) -> int:
    """Urgency of one person of the case: 1, more for detention, vulnerability and days ready; 0 if it may wait."""
    if case.may_wait:
        return 0
    people, rules = list(people), facts.rules
    ready = (facts.today - case.ready_since).days if case.ready_since else 0
    points = 1 + max(0, ready) // max(1, rules["priority_days"])
    points += rules["priority_detained"] if any(is_detained(person) for person in people) else 0
    points += rules["priority_vulnerable"] if any(person.vulnerable for person in people) else 0
    return min(points, rules["priority_most"])


def waiting_cost(people: Iterable[Person], facts: Facts, rates: Rates) -> int:
    """The cost of one day of waiting of these people, as the engine weighs it."""
    rules = facts.rules
    return rates.converted(
        sum(rules["waiting_day_detained" if is_detained(person) else "waiting_day"] for person in people),
        office().currency,
    )


def lines_of(case: Case, lines: Sequence[BudgetLine]) -> dict[str, list[str]]:
    """The plan's lines that can be charged for this case, by kind of cost."""
    open_to = {row.line_id for row in case.programme.lines} if case.programme else set()
    own = [line for line in lines if line.id in open_to]
    return {
        "transport": [line_id(line) for line in own if TRANSPORT_KINDS & set(line.covers)],
        "escort": [line_id(line) for line in own if "escort" in line.covers],
        "assistance": [line_id(line) for line in own if "assistance" in line.covers],
    }


def airports_of(case: Case, facts: Facts) -> list[str]:
    """Airports to which the case can fly: its own, else those of its country."""
    place = facts.destinations.get(case.destination_country or "")
    codes = case.destination_airports or (place.airports if place else ())
    return list(dict.fromkeys(present(code) for code in codes)) or [NOWHERE]


def need(one: EscortNeed) -> dict[str, Any]:
    """An escort need in the engine's format."""
    return {
        "role": one.role,
        "load": max(1, one.load),
        "until": one.until.value,
        "languages": list(dict.fromkeys(one.languages)) or None,
        "gender": one.gender,
    }


def needs_of(case: Case, people: Sequence[Person], first: bool) -> list[EscortNeed]:
    """Needs of these people; those of the whole case are added to its `first` part."""
    ids = {person.id for person in people}
    return [one for one in case.escort_needs if one.person_id in ids or (one.person_id is None and first)]


def bounds(going: Going, question: Question) -> dict[str, Any]:
    """Earliest departure and latest arrival of a case within the plan's period."""
    window = going.window
    last = min(window.last, question.window_until) if window.last else question.window_until
    earliest = max(going.first, question.window_from)
    found: dict[str, Any] = {"earliest": earliest.isoformat(), "latest": max(last, earliest).isoformat()}
    if window.last_arrival is not None:
        found["latest_arrival"] = window.last_arrival.isoformat()
    return found


def engine_cases(
    going: Going, question: Question, facts: Facts, rates: Rates, lines: Sequence[BudgetLine]
) -> list[dict[str, Any]]:
    """The engine's cases for one of ours; support for the whole case is charged with its first part."""
    case = going.case
    found = []
    for at, (engine_id, people) in enumerate(engine_ids(case).items()):
        on = bounds(going, question)
        kinds = [fare_kind(person, date.fromisoformat(on["latest"]), facts.rules) for person in people]
        assistance = rates.converted(case.assistance_amount, case.assistance_currency) if at == 0 else 0
        found.append(
            {
                "id": engine_id,
                "travellers": {kind: kinds.count(kind) for kind in ("adult", "child", "infant")},
                "seats": sum(seats_of(person, kind) for person, kind in zip(people, kinds, strict=True)),
                "location": location_of(people[0]),
                "destinations": airports_of(case, facts),
                **on,
                "priority": priority(case, case.persons, facts),
                "waiting_cost": waiting_cost(people, facts, rates),
                "uses": dict(sorted(Counter(used for one in people for used in services(one.service_codes)).items())),
                "max_connections": case.max_connections,
                "allow_overnight": case.allow_overnight,
                "no_transit": list(dict.fromkeys(present(code) for code in case.no_transit)),
                "escorts": [need(one) for one in needs_of(case, people, at == 0)],
                "lines": lines_of(case, lines),
                "assistance_cost": assistance,
                **decided(going, question, facts, rates, at == 0),
            }
        )
    return found


def decided(going: Going, question: Question, facts: Facts, rates: Rates, first: bool) -> dict[str, Any]:
    """What is already promised or pinned, and the cost of changing it."""
    pinned = question.pins.get(going.case.id)
    found: dict[str, Any] = {"excluded": list(question.exclusions.get(going.case.id, ()))}
    if going.itinerary is not None:
        found["current"] = going.itinerary.option.code
        found["change_cost"] = rates.converted(facts.rules["moving_reserved"], office().currency) if first else 0
        pinned = going.itinerary.option.code if going.ticketed else pinned
    if pinned is not None:
        found["pinned"] = pinned
        found["excluded"] = [code for code in found["excluded"] if code != pinned]
    return found
