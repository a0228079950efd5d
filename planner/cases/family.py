"""Relations in a family: "child 2" in place of a name, who is a child, and with whom a child travels."""

from datetime import date

from models.people.case import Case
from models.people.person import BirthPrecision, Person
from models.words import Say, say

RELATIONS: dict[str, Say] = {
    "principal": say("applicant"),
    "spouse": say("husband or wife"),
    "partner": say("partner"),
    "child": say("child"),
    "parent": say("parent"),
    "sibling": say("brother or sister"),
    "grandparent": say("grandparent"),
    "other": say("relative"),
}
ADULT = 18
COUPLE = ("spouse", "partner")
YEARS_OF_DOUBT = {BirthPrecision.YEAR: 0, BirthPrecision.APPROXIMATE: 1}
"""How many years after the stored year the person may have been born."""


def who(person: Person) -> Say:
    """The person's place in the family: "applicant", "child 2"; numbered only if several people share the place."""
    case = person.case
    same = [other for other in case.persons if _place(other) == _place(person)]
    place = RELATIONS[_place(person)]
    if len(same) < 2:
        return place
    return say("%(place)s %(number)s", place=place, number=same.index(person) + 1)


def of_person(case: Case, person: Person, thing: Say) -> Say:
    """`thing` with its owner if the case has more than one person: "Travel document, child 2"."""
    return thing if len(case.persons) < 2 else say("%(thing)s, %(who)s", thing=thing, who=who(person))


def _place(person: Person) -> str:
    if person.is_principal:
        return "principal"
    return person.relation if person.relation in RELATIONS and person.relation != "principal" else "other"


def is_child(person: Person, on: date) -> bool:
    """Certainly or possibly under eighteen on `on`; a year alone or an approximate date leaves it open.

    A person whose age is not known at all does not count as a child.
    """
    if person.born_on is None:
        return False
    years = YEARS_OF_DOUBT.get(person.birth_precision)
    born = person.born_on if years is None else date(person.born_on.year + years, 12, 31)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < ADULT


def parents(child: Person, on: date) -> list[Person]:
    """The adults of the case who are the child's parents according to their relations in the family.

    The applicant's husband, wife or partner may be a stepparent, so a document must say who the other parent is.
    """
    grown = [other for other in child.case.persons if not is_child(other, on)]
    if child.is_principal or child.relation == "sibling":
        return [other for other in grown if other.relation == "parent"]
    if child.relation == "child":
        return [other for other in grown if other.is_principal]
    return []


def responsible(child: Person, on: date) -> list[Person]:
    """The adults of the case to whom an authority gave parental responsibility for the child."""
    given = {paper.adult_id for paper in child.child_papers if paper.adult_id and paper.withdrawn_on is None}
    return [other for other in child.case.persons if other.id in given and not is_child(other, on)]


def travels_alone(person: Person, on: date) -> bool:
    """Whether the child travels without a parent and without anyone who has parental responsibility."""
    return is_child(person, on) and not parents(person, on) and not responsible(person, on)


def with_one_parent(person: Person, on: date) -> bool:
    """Whether the child travels with exactly one parent and without anyone to whom an authority gave responsibility."""
    return is_child(person, on) and len(parents(person, on)) == 1 and not responsible(person, on)


def first_day(case: Case, today: date) -> date:
    """The earliest day on which a case without a flight can travel, by the family's own wish."""
    return max(today, case.wish_from or today)
