"""Turns the answers of a request into the people of a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from models.people.person import BirthPrecision, Sex
from planner.portal.questions import Answers, Step, answer, day, people

NEEDS_A_DOCTOR = frozenset({"medical", "pregnant"})
VULNERABLE = frozenset({"medical", "pregnant", "alone"})


def persons_of(answers: Answers) -> list[dict[str, Any]]:
    """Values of each person's fields as `cases.service.register` expects them; the first person is the applicant."""
    return [_person(answers, number) for number in range(people(answers))]


def _person(answers: Answers, number: int) -> dict[str, Any]:
    def given(question: str) -> Mapping[str, Any]:
        return answer(answers, Step(question, number)) or {}

    names, origin, needs = given("names"), given("origin"), set(given("needs").get("needs") or ())
    document = given("document").get("has_document") or "not_known"
    born_on, precision = _birth(answers, number)
    return {
        "surname": names.get("surname") or "",
        "given_names": names.get("given_names") or "",
        "spoken_name": names.get("spoken_name") or "",
        "relation": "" if number == 0 else names.get("relation") or "other",
        "sex": Sex(given("born").get("sex") or "?"),
        "born_on": born_on,
        "birth_precision": precision,
        "nationality": _known(origin.get("nationality")),
        "languages": list(
            dict.fromkeys(
                code for code in (_known(origin.get("language")), _known(origin.get("other_language"))) if code
            )
        ),
        "has_document": document,
        "document_place": "not_known" if document == "none" else given("place").get("place") or "not_known",
        "service_codes": ["WCHR"] if "wheelchair" in needs else [],
        "fit_certificate_needed": bool(needs & NEEDS_A_DOCTOR),
        "vulnerable": bool(needs & VULNERABLE),
        **_detention(answers, number),
    }


def _birth(answers: Answers, number: int) -> tuple[date | None, BirthPrecision]:
    step = Step("born", number)
    found = answer(answers, step) or {}
    known = found.get("known")
    if known == "exact":
        return day(answers, step, "born_on"), BirthPrecision.EXACT
    if known == "year":
        return date(int(found["year"]), 1, 1), BirthPrecision.YEAR
    return None, BirthPrecision.NOT_KNOWN


def _detention(answers: Answers, number: int) -> dict[str, date | None]:
    step = Step("detention", number)
    if (answer(answers, step) or {}).get("detained") != "yes":
        return {"detained_since": None, "detention_ends": None}
    return {name: day(answers, step, name) for name in ("detained_since", "detention_ends")}


def _known(value: Any) -> str | None:
    return None if value in (None, "", "not_known") else str(value)


def exit_orders_end(answers: Answers) -> date | None:
    """The earliest end of the period to leave in the exit orders of these people; None while not known."""
    steps = [Step("detention", number) for number in range(people(answers))]
    held = [step for step in steps if (answer(answers, step) or {}).get("exit_order") == "yes"]
    return min((ends for step in held if (ends := day(answers, step, "exit_order_ends"))), default=None)
