"""Unaccompanied children and children with one parent: what prevents their travel, at every boundary."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models import BirthPrecision, ChildPaperKind, EscortNeed, Ground
from planner.cases.family import is_child, travels_alone, with_one_parent
from planner.documents.consent.child_rules import lacking
from planner.documents.consent.signatures import refusal, valid
from planner.documents.gates import missing_for_reservation, missing_for_ticketing
from tests.support.worlds.children import GUARDIAN, add_paper, let_travel_alone
from tests.support.worlds.people import OPEN, RULE, TIMES, TODAY, case_of, person

SIXTEEN = date(2010, 5, 1)
K = ChildPaperKind


def child(**values):
    return person(**{"born_on": SIXTEEN, "signed_by": GUARDIAN, "given_names": "Luka", **values})


def reservation(case) -> list[str]:
    return [need.kind for need in missing_for_reservation(case, RULE, TODAY, TIMES, OPEN, {"social"})]


def ticketing(case, departs: date) -> list[str]:
    return [need.kind for need in missing_for_ticketing(case, RULE, TODAY, TIMES, OPEN, {"social"}, departs=departs)]


def test_a_child_of_sixteen_alone_needs_every_paper_and_an_escort() -> None:
    """A child alone cannot be reserved or ticketed until it has every paper, the guardian's signature and an escort."""
    alone = child()
    case = case_of(alone)
    needs = [
        "child_best_interests",
        "child_parents_consent",
        "child_guardians_consent",
        "child_receiver",
        "child_escort",
        "signatures",
    ]  # fmt: skip
    assert reservation(case) == needs and ticketing(case, TODAY + timedelta(days=20)) == needs
    let_travel_alone(alone, TODAY)
    assert reservation(case) == ["child_escort"]
    case.escort_needs.append(EscortNeed(role="nurse", languages=[]))
    assert reservation(case) == ["child_escort"], "not every role accompanies children"
    case.escort_needs.append(EscortNeed(role="social", languages=[]))
    assert reservation(case) == []
    alone.child_papers[2].withdrawn_on = TODAY
    assert reservation(case) == ["child_guardians_consent", "signatures"]


@pytest.mark.parametrize(("departs", "shut"), [(date(2026, 12, 20), True), (date(2026, 12, 21), False)])
def test_it_asks_by_the_age_on_the_day_of_departure(departs, shut) -> None:
    """The papers of an unaccompanied child are needed up to the day before the eighteenth birthday."""
    case = case_of(child(born_on=date(2008, 12, 21)))
    assert ("child_guardians_consent" in ticketing(case, departs)) is shut


def test_a_wish_to_go_after_the_birthday_lets_the_case_be_planned() -> None:
    """Without a flight the age is taken on the first day on which the family wants to travel."""
    case = case_of(child(born_on=date(2008, 12, 21)))
    assert "child_guardians_consent" in reservation(case)
    case.wish_from = date(2026, 12, 21)
    assert reservation(case) == []


@pytest.mark.parametrize(
    ("precision", "born", "young"),
    [
        (BirthPrecision.EXACT, date(2008, 1, 1), False),
        (BirthPrecision.YEAR, date(2008, 1, 1), True),
        (BirthPrecision.YEAR, date(2007, 1, 1), False),
        (BirthPrecision.APPROXIMATE, date(2007, 6, 1), True),
        (BirthPrecision.APPROXIMATE, date(2006, 6, 1), False),
    ],
)
def test_who_may_still_be_a_child_is_one(precision, born, young) -> None:
    """If only the year of birth is known, a person who may be under eighteen is treated as a child."""
    assert is_child(person(born_on=born, birth_precision=precision), TODAY) is young


@pytest.mark.parametrize(
    ("relations", "alone", "one"),
    [
        (("child",), False, True),
        (("child", "spouse"), False, True),
        (("sibling",), True, False),
        (("other",), True, False),
        (("",), True, False),
        (("sibling", "parent"), False, True),
        (("sibling", "grandparent"), True, False),
    ],
)
def test_a_parent_is_told_by_the_place_in_the_family(relations, alone, one) -> None:
    """Only a relation as parent counts: a husband, a sibling, a grandparent or an unknown relation is not a parent."""
    young = child(relation=relations[0])
    case_of(person(), young, *(person(relation=other) for other in relations[1:]))
    assert (travels_alone(young, TODAY), with_one_parent(young, TODAY)) == (alone, one)


def test_a_parent_alone_shows_the_other_parents_consent_or_what_replaces_it() -> None:
    """A child with one parent needs the other's consent or a court decision; a withdrawn consent does not count."""
    young = child(relation="child", signed_by="Nino Beridze")
    case = case_of(person(), young)
    assert reservation(case) == ["child_other_parent"]
    consent = add_paper(young, K.OTHER_PARENT, "Irakli Beridze", TODAY)
    assert reservation(case) == []
    consent.withdrawn_on = TODAY
    assert reservation(case) == ["child_other_parent"]
    add_paper(young, K.OTHER_PARENT, "Court of Tbilisi", TODAY, Ground.COURT)
    assert reservation(case) == []


def test_an_adult_with_parental_responsibility_is_as_good_as_a_parent() -> None:
    """A child with a grandmother who has parental responsibility is not alone, and no other consent is needed."""
    young = child(relation="other")
    case = case_of(person(), young)
    assert travels_alone(young, TODAY)
    add_paper(young, K.RESPONSIBILITY, "Court of Tbilisi", TODAY).adult_id = case.persons[0].id
    assert not travels_alone(young, TODAY) and lacking(young, TODAY) == ()


def test_both_parents_consent_or_a_paper_says_why_one_is_enough() -> None:
    """Both parents must consent, each once in any spelling, or a paper gives the reason why one is enough."""
    alone = child()
    case_of(alone)
    for name, there in (("Tamar Beridze", False), ("BERIDZÉ Tamar", False), ("Irakli Beridze", True)):
        add_paper(alone, K.PARENTS, name, TODAY)
        assert (K.PARENTS not in lacking(alone, TODAY)) is there
    alone.child_papers = []
    add_paper(alone, K.PARENTS, "Court of Tbilisi", TODAY, Ground.COURT)
    assert K.PARENTS not in lacking(alone, TODAY)


@pytest.mark.parametrize(
    ("name", "counts"),
    [("", True), ("BERIDZE Nino", True), ("Nino Beridzé", True), ("Giorgi Beridze", False), ("Tamar Dolidze", False)],
)
def test_nobody_else_signs_for_an_adult_who_can(name, counts) -> None:
    """An adult signs with her own name in any spelling; a signature by a husband is refused and does not count."""
    one = person()
    case_of(one)
    paper = one.papers[0]
    paper.signed_by = name
    assert valid(one, paper, TODAY) is counts
    assert (refusal(one, TODAY, name, TODAY) is None) is counts


def test_who_is_recorded_signs_for_an_adult_who_cannot() -> None:
    """If a representative with a legal basis is recorded, only that person signs, and not the adult."""
    one = person(represented_by="Tamar Dolidze", representation_basis="Court decision 12/2026")
    case_of(one)
    assert refusal(one, TODAY, "Dolidze Tamar", TODAY) is None
    assert "cannot sign" in str(refusal(one, TODAY, "", TODAY))
    assert "adults sign for themselves" in str(refusal(one, TODAY, "Giorgi Beridze", TODAY))


@pytest.mark.parametrize("by", ["social worker", "Petra Malá", "Tamar Dolidze"])
def test_only_a_guardian_or_parent_signs_for_a_child_alone(by) -> None:
    """For a child alone only a recorded guardian or parent can sign."""
    alone = child()
    case_of(alone)
    let_travel_alone(alone, TODAY)
    assert "A social worker cannot sign." in str(refusal(alone, TODAY, by, TODAY))
    assert refusal(alone, TODAY, "Novakova Jana", TODAY) is None
    assert refusal(alone, TODAY, "Tamar Beridze", TODAY) is None


def test_a_child_does_not_sign_for_itself_by_its_own_name() -> None:
    """A child's own name in the field counts as the child's own signature and is refused."""
    young = child(relation="child")
    case_of(person(), young)
    assert "a parent or guardian must sign" in str(refusal(young, TODAY, "Luka Beridze", TODAY))
    assert refusal(young, TODAY, "Nino Beridze", TODAY) is None
