"""One rule compares names: a usual spelling in a document is the same name, a different letter is not."""

from __future__ import annotations

import pytest

from planner.language.names import nearest, same
from planner.language.spelling import in_zone

SAME = (
    ("Müller", "Jörg", "MUELLER", "JOERG"),
    ("Müller", "Jörg", "MUXXLLER", "JOERG"),
    ("Müller", "Jörg", "MULLER", "JORG"),
    ("Đorđević", "Đura", "DJORDJEVIC", "DJURA"),
    ("Đorđević", "Đura", "DORDEVIC", "DURA"),
    ("Oʻktamov", "Sherzod", "OKTAMOV", "SHERZOD"),
    ("O’Neill", "Mary-Jane", "O'NEILL", "MARYJANE"),
    ("Əliyev", "Rəşad", "ALIYEV", "RASHAD"),
    ("Weiß", "Äsop", "WEISS", "AESOP"),
    ("Þórsson", "Ægir", "THORSSON", "AEGIR"),
    ("al-Jubouri", "Ahmed", "ALJUBOURI", "AHMED"),
    ("Nguyễn", "Văn Hùng", "", "NGUYEN VAN HUNG"),
    ("Nguyễn", "Văn Hùng", "Van Hung", "Nguyen"),
    ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG K"),
    ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo", "BENNELONG WOOLOOMOOLOO WARRANDYTE W", "DI"),
)
HELD_OUT_SAME = (
    ("Åkesson", "Ñuño", "AAKESSON", "NUNO"),
    ("Ibáñez", "José María", "IBANXXEZ", "JOSE MARIA"),
    ("Grün", "Sören", "GRUEN", "SOEREN"),
    ("Strauß", "Günther", "STRAUSS", "GUENTHER"),
    ("Ćosić", "Željko", "COSIC", "ZELJKO"),
    ("Æbelø", "Bjørn", "AEBELOE", "BJOERN"),
    ("Ter-Petrosyan", "Levon", "TER PETROSYAN", "LEVON"),
    ("Toʻraev", "Oʻtkir", "TORAEV", "OTKIR"),
    ("D´Angelo", "Nino", "DANGELO", "NINO"),
    ("Lkhagvasüren", "Tsetsegmaa", "LKHAGVASUREN", "TSETSEGMAA"),
    ("Trần", "Đức Anh", "TRAN", "DUC ANH"),
    ("Ağayev", "İlqar", "AGAYEV", "ILQAR"),
    ("Wiśniewska-Dąbrowska", "Łucja", "WISNIEWSKA DABROWSKA", "LUCJA"),
    ("Popescu", "Ioana Ștefania", "IOANA STEFANIA", "POPESCU"),
    ("Venkatanarasimharajuvaripeta", "Subramaniam", "VENKATANARASIMHARAJUVARIPETA", "SUBRAMANI"),
)
DIFFERENT = (
    ("Manuel", "Juan", "MANUL", "JUAN"),
    ("Mueller", "Jan", "MULLER", "JAN"),
    ("Beridze", "Nino", "BERIDZE", "NNO"),
    ("Beridze", "Nino Maria", "BERIDZE", "NINO"),
    ("Aliyev", "Ali", "ALIYEVA", "ALI"),
    ("Nguyen", "Van Hung", "NGUYEN", "VAN"),
    ("Jansson", "Eva", "JANSON", "EVA"),
    ("Novák", "Jan", "NOVAKOVA", "JAN"),
)


@pytest.mark.parametrize("names", [*SAME, *HELD_OUT_SAME], ids=" ".join)
def test_spellings_of_one_name_are_the_same(names) -> None:
    """A name equals each of its usual spellings, in capitals or not."""
    assert same(*names)
    assert same(names[0], names[1], names[2].title(), names[3].title())


@pytest.mark.parametrize("names", DIFFERENT, ids=" ".join)
def test_another_name_is_another_name(names) -> None:
    """A letter or a word more or less makes another name, unless the zone had no more room."""
    assert not same(*names)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Đặng-Müller", "DANG MUELLER"),
        ("O’Neill", "ONEILL"),
        ("Əliyev", "ALIYEV"),
        ("Гиоргадзе", "GIORGADZE"),
        ("Þór Æbelø", "THOR AEBELOE"),
    ],
)
def test_airlines_get_a_to_z(name, printed) -> None:
    """Airlines get the usual spelling of the zone, with blanks for hyphens and without apostrophes."""
    assert in_zone(name) == printed


def test_a_difference_is_shown_in_the_spelling_that_is_nearest() -> None:
    """Only the missing letter is marked as different, not the umlaut beside it."""
    assert (nearest("Jörg Müller", "JORG MULER"), nearest("Jörg Müller", "JOERG MUELER")) == (
        "JORG MULLER",
        "JOERG MUELLER",
    )
