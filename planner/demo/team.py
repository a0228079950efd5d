"""The demo's users and escorts."""

from base64 import b32encode
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from sqlalchemy.orm import Session

from models import Escort, EscortAvailability, EscortRole, Role, User
from planner.accounts import second_factor
from planner.accounts import service as accounts

PASSWORD = "dobrovolny-navrat"  # noqa: S105 - the demo prints it; it opens made-up data on 127.0.0.1 only
USERS = (
    ("case.worker@demo.navrat", "Jana Nováková", {Role.CASE_WORKER}, ""),
    ("planner@demo.navrat", "Petr Dvořák", {Role.PLANNER}, ""),
    ("finance@demo.navrat", "Eva Horáková", {Role.FINANCE}, ""),
    ("approver@demo.navrat", "Karel Beneš", {Role.APPROVER}, ""),
    ("facility@demo.navrat", "Lucie Malá", {Role.FACILITY}, "Bela-Jezova"),
    ("lhoty@demo.navrat", "Tomáš Kříž", {Role.FACILITY}, "Vysni-Lhoty"),
    ("protection@demo.navrat", "Hana Veselá", {Role.PROTECTION, Role.CASE_WORKER}, ""),
    ("auditor@demo.navrat", "Ivan Rybář", {Role.AUDITOR}, ""),
    ("admin@demo.navrat", "Olga Králová", {Role.ADMIN}, ""),
)
ROLES = (
    ("doctor", "Doctor", "Lékař", 1),
    ("nurse", "Nurse", "Zdravotní sestra", 2),
    ("social", "Social", "Sociální", 4),
    ("operational", "Operational", "Provozní", 15),
    ("child", "Child escort", "Doprovod dětí", 3),
)
FOR_CHILDREN = ("social", "child")
ESCORTS = (
    ("E01", "Marek Doležal", "operational social", "ru en", "M", 180_000),
    ("E02", "Alena Součková", "social child", "ru en", "F", 180_000),
    ("E03", "MUDr. Jiří Hruška", "doctor nurse", "en de", "M", 650_000),
    ("E04", "Bc. Věra Kolářová", "nurse social", "ru en", "F", 320_000),
    ("E05", "Bc. Dana Urbanová", "nurse", "en vi", "F", 320_000),
    ("E06", "Nguyen Thanh Tung", "operational social", "vi en", "M", 180_000),
    ("E07", "Bayarmaa Dorjová", "operational social child", "mn ru", "F", 180_000),
    ("E08", "Pavel Sýkora", "operational", "en ru", "M", 180_000),
    ("E09", "Zuzana Fialová", "social child", "en ka", "F", 180_000),
    ("E10", "Roman Blažek", "operational", "ro ru", "M", 180_000),
    ("E11", "Bc. Ota Zeman", "nurse", "ru en", "M", 320_000),
    ("E12", "Ivana Machová", "child social", "en ar", "F", 180_000),
)


def secret(email: str) -> str:
    """The TOTP secret of a demo account, base32: public like the password, always the same for an authenticator app."""
    return b32encode(sha256(f"demo of Navrat: {email}".encode()).digest()[:20]).decode()


def add(session: Session, today: date, random: Random) -> list[User]:
    """Add nine users (one password, a second factor each), five escort roles, twelve escorts with two free periods."""
    for code, name_en, name_cs, capacity in ROLES:
        session.add(
            EscortRole(
                code=code, names={"en": name_en, "cs": name_cs}, capacity=capacity, for_children=code in FOR_CHILDREN
            )
        )
    for code, name, roles, languages, gender, cost in ESCORTS:
        first = today + timedelta(days=random.randint(0, 6))
        split = first + timedelta(days=random.randint(12, 22))
        session.add(
            Escort(
                code=code,
                name=name,
                roles=roles.split(),
                languages=languages.split(),
                gender=gender,
                daily_cost=cost,
                rest_days=1,
                max_assignments=6,
                availability=[
                    EscortAvailability(starts=first, ends=split),
                    EscortAvailability(
                        starts=split + timedelta(days=random.randint(3, 6)), ends=today + timedelta(days=55)
                    ),
                ],
            )
        )
    users = [
        accounts.add_user(
            session, email=email, name=name, roles=roles, password=PASSWORD, facility_code=facility, by=None
        )
        for email, name, roles, facility in USERS
    ]
    for user in users:
        second_factor.set_up(session, user, secret(user.email))
    return users
