"""How a member of a family is called without a name: reasons speak of "child 2", never of somebody by name."""

from datetime import date

from models.people.case import Case
from models.people.person import Person
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


def who(person: Person) -> Say:
    """The person's place in the family: "applicant", "child 2"; a number only where several share the place."""
    case = person.case
    same = [other for other in case.persons if _place(other) == _place(person)]
    place = RELATIONS[_place(person)]
    if len(same) < 2:
        return place
    return say("%(place)s %(number)s", place=place, number=same.index(person) + 1)


def of_person(case: Case, person: Person, thing: Say) -> Say:
    """`thing` with whose it is, where the case has more people than one: "Travel document, child 2"."""
    return thing if len(case.persons) < 2 else say("%(thing)s, %(who)s", thing=thing, who=who(person))


def _place(person: Person) -> str:
    if person.is_principal:
        return "principal"
    return person.relation if person.relation in RELATIONS and person.relation != "principal" else "other"


def is_child(person: Person, on: date) -> bool:
    """Under eighteen on `on`; somebody whose age is not known is not taken for a child."""
    age = person.age_on(on)
    return age is not None and age < ADULT
