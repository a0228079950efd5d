"""From JSON to cases and escorts."""

from __future__ import annotations

from datetime import date
from typing import Any

from optimisation.format.problem import Case, CaseLines, Counts, Escort, EscortNeed
from optimisation.format.reading_chances import per_cent, ready
from optimisation.format.reading_rules import Known
from optimisation.format.strict import Form, a_text, an_amount, an_id, an_integer, to_date


def counts(form: Form | None) -> Counts:
    """Adults, children and infants, all three given."""
    if form is None:
        return Counts(0, 0, 0)
    found = Counts(*(form.money(key) for key in ("adult", "child", "infant")))
    form.done()
    return found


def case(form: Form, known: Known) -> Case:
    """One case."""
    travellers = _travellers(form)
    found = Case(
        id=form.name("id"),
        travellers=travellers,
        seats=form.number("seats", travellers.seated),
        location=form.name("location", known.locations),
        destinations=form.needed("destinations", a_text),
        earliest=form.date("earliest"),
        latest=form.date("latest"),
        lines=_lines(form.form("lines"), known),
        seats_on=_on(form, "seats_on", known),
        latest_arrival=form.date("latest_arrival", None, null=True),
        priority=form.money("priority", 1),
        waiting_cost=form.money("waiting_cost", 0),
        uses=form.table("uses", {}, an_integer),
        max_connections=form.number("max_connections", None, null=True),
        allow_overnight=form.flag("allow_overnight", True),
        no_transit=form.items("no_transit", (), a_text),
        escorts=tuple(_need(one, known) for one in form.forms("escorts", ())),
        assistance_cost=form.money("assistance_cost", 0),
        costs_on=_on(form, "costs_on", known),
        penalty_on=_on(form, "penalty_on", known),
        left_cost=form.money("left_cost", 0),
        excluded=form.items("excluded", (), lambda item: an_id(item, known.journeys)),
        pinned=form.name("pinned", known.journeys, None, null=True),
        current=form.name("current", None, None, null=True),
        change_cost=form.money("change_cost", 0),
        ready=ready(form, known),
        no_show=per_cent(form, "no_show", known),
    )
    if form.good("earliest", "latest") and found.latest < found.earliest:
        form.fault("latest", "before earliest")
    return found


def _travellers(form: Form) -> Counts:
    inner = form.form("travellers")
    found = counts(inner)
    if inner is not None and inner.sound and not found.persons:
        form.fault("travellers", "at least one is needed")
    return found


def _on(form: Form, key: str, known: Known) -> dict[str, int]:
    return form.table(key, {}, an_amount, name=lambda journey: an_id(journey, known.journeys))


def _lines(form: Form | None, known: Known) -> CaseLines:
    if form is None:
        return CaseLines()

    def some(key: str) -> Any:
        return form.items(key, (), lambda item: an_id(item, known.lines))

    found = CaseLines(some("transport"), some("escort"), some("assistance"))
    form.done()
    return found


def _need(form: Form, known: Known) -> EscortNeed:
    need = EscortNeed(
        role=form.name("role", known.roles),
        load=form.number("load", least=1),
        until=form.text("until", "destination", one_of=("destination", "first_stop")),
        languages=form.items("languages", None, a_text, null=True),
        gender=form.text("gender", None, null=True),
    )
    if form.good("languages") and need.languages == ():
        form.fault("languages", "is empty")
    form.done()
    return need


def escort(form: Form, known: Known) -> Escort:
    """One escort."""
    return Escort(
        id=form.name("id"),
        roles=form.needed("roles", lambda item: an_id(item, known.roles)),
        available=form.needed("available", _period),
        languages=form.items("languages", (), a_text),
        gender=form.text("gender", None, null=True),
        daily_cost=form.money("daily_cost", 0),
        rest_days=form.number("rest_days", 0),
        max_missions=form.number("max_missions", None, null=True),
        barred=form.items("barred", (), a_text),
        absence=per_cent(form, "absence", known),
    )


def _period(item: Any) -> tuple[date, date]:
    if not isinstance(item, list | tuple):
        raise ValueError("not a pair of dates")
    match [to_date(a_text(one)) for one in item]:
        case [first, last]:
            pass
        case _:
            raise ValueError("not a pair of dates")
    if last < first:
        raise ValueError("the second date is before the first")
    return first, last
