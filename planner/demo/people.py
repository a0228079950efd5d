"""Names, families and languages of the demo's people, by country; all invented."""

from dataclasses import dataclass
from random import Random

from models import Sex


@dataclass(frozen=True, slots=True)
class Country:
    """Names and languages of people from this country."""

    alpha2: str
    alpha3: str
    languages: tuple[str, ...]
    men: tuple[str, ...]
    women: tuple[str, ...]
    families: tuple[str, ...]
    share: int
    """How often people return there, in per cent."""


COUNTRIES = (
    Country(
        "MN",
        "MNG",
        ("mn", "ru"),
        ("Bat-Erdene", "Ganbold", "Temüülen", "Otgonbayar", "Enkhbold", "Munkhjargal"),
        ("Oyuunchimeg", "Sarantuya", "Bolormaa", "Nomin", "Tsetsegmaa", "Altantsetseg"),
        ("Dorj", "Batbayar", "Tömörbaatar", "Gantulga", "Lkhagvasüren", "Sükhbat"),
        34,
    ),
    Country(
        "VN",
        "VNM",
        ("vi",),
        ("Văn Hùng", "Đức Anh", "Quang Minh", "Tuấn"),
        ("Thị Lan", "Thu Hà", "Ngọc Mai", "Thị Hoa"),
        ("Nguyễn", "Trần", "Phạm", "Lê", "Hoàng"),
        16,
    ),
    Country(
        "GE",
        "GEO",
        ("ka", "ru"),
        ("Giorgi", "Levan", "Davit", "Irakli"),
        ("Nino", "Tamar", "Mariam", "Ketevan"),
        ("Beridze", "Dolidze", "Kiknadze", "Lomidze", "Meladze", "Gelashvili"),
        15,
    ),
    Country(
        "MD",
        "MDA",
        ("ro", "ru"),
        ("Ion", "Vasile", "Andrei", "Mihai"),
        ("Elena", "Natalia", "Ana", "Doina"),
        ("Rusu", "Ceban", "Munteanu", "Popa", "Țurcan"),
        12,
    ),
    Country(
        "UZ",
        "UZB",
        ("uz", "ru"),
        ("Aziz", "Jasur", "Oʻtkir", "Sherzod"),
        ("Dilnoza", "Gulnora", "Madina"),
        ("Karimov", "Yusupov", "Toʻraev", "Rahimov"),
        9,
    ),
    Country(
        "AM",
        "ARM",
        ("hy", "ru"),
        ("Armen", "Tigran", "Hayk"),
        ("Anahit", "Lusine", "Gayane"),
        ("Hakobyan", "Sargsyan", "Petrosyan"),
        7,
    ),
    Country(
        "NG",
        "NGA",
        ("en",),
        ("Chinedu", "Emeka", "Tunde"),
        ("Ngozi", "Blessing", "Adaeze"),
        ("Okafor", "Adeyemi", "Eze"),
        4,
    ),
    Country(
        "IQ",
        "IRQ",
        ("ar", "ku"),
        ("Ahmed", "Omar", "Hussein"),
        ("Zahra", "Noor", "Fatima"),
        ("al-Jubouri", "Hassan", "Abdullah"),
        3,
    ),
)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a family: given name, sex, age in years and months, relation to the principal."""

    given: str
    sex: Sex
    age: int
    months: int
    relation: str


def country(random: Random) -> Country:
    """A random country, the frequent ones more often."""
    return random.choices(COUNTRIES, [one.share for one in COUNTRIES])[0]


def family(random: Random, home: Country) -> tuple[str, list[Member]]:
    """A surname and one to five members; two in three people travel alone."""
    surname = random.choice(home.families)
    man = random.random() < 0.7
    principal = Member(
        random.choice(home.men if man else home.women),
        Sex.MALE if man else Sex.FEMALE,
        random.randint(20, 61),
        random.randint(0, 11),
        "",
    )
    members = [principal]
    if random.random() < 0.36:
        other = Member(
            random.choice(home.women if man else home.men),
            Sex.FEMALE if man else Sex.MALE,
            max(19, principal.age + random.randint(-6, 4)),
            random.randint(0, 11),
            "spouse",
        )
        if random.random() < 0.75:
            members.append(other)
        for _ in range(random.choice((1, 1, 2, 2, 3))):
            girl = random.random() < 0.5
            members.append(
                Member(
                    random.choice(home.women if girl else home.men),
                    Sex.FEMALE if girl else Sex.MALE,
                    random.randint(0, 16),
                    random.randint(0, 11),
                    "child",
                )
            )
    return surname, members
