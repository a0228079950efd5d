"""Six weeks of plausible flights Prague – hub – destination, with fares and seats as an agent would offer them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from airportsdata import load
from sqlalchemy.orm import Session

from models import Flight, FlightOption, FlightOptionLeg, OptionState

AIRPORTS = load("IATA")
PRAGUE = ZoneInfo("Europe/Prague")


@dataclass(frozen=True, slots=True)
class Hop:
    """A recurring flight: local times, days later on arrival, weekdays (1 = Monday)."""

    carrier: str
    number: str
    origin: str
    destination: str
    departs: str
    arrives: str
    days_later: int = 0
    weekdays: str = "1234567"


H = Hop
HOPS = {
    hop.carrier + hop.number: hop
    for hop in (
        H("TK", "1768", "PRG", "IST", "14:45", "19:25"),
        H("TK", "1770", "PRG", "IST", "19:35", "23:59", 0, "135"),
        H("TK", "236", "IST", "UBN", "21:30", "10:40", 1, "247"),
        H("TK", "382", "IST", "TBS", "22:10", "01:25", 1),
        H("TK", "368", "IST", "TAS", "21:55", "04:35", 1, "136"),
        H("TK", "802", "IST", "BGW", "23:15", "01:50", 1, "26"),
        H("LO", "526", "PRG", "WAW", "18:25", "19:45"),
        H("LO", "612", "WAW", "TBS", "22:35", "04:55", 1, "146"),
        H("LO", "727", "WAW", "EVN", "22:30", "04:40", 1, "135"),
        H("QR", "290", "PRG", "DOH", "16:40", "23:50"),
        H("QR", "976", "DOH", "HAN", "02:15", "13:05", 0, "357"),
        H("QR", "1407", "DOH", "LOS", "02:00", "07:35", 0, "36"),
        H("OS", "708", "PRG", "VIE", "10:25", "11:20"),
        H("OS", "655", "VIE", "RMO", "13:05", "15:35", 0, "1245"),
        H("OM", "6136", "PRG", "UBN", "13:30", "05:40", 1, ""),
    )
}


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of hops with its fares in haléře, the seats usually offered, and the likely state of the offers."""

    hops: tuple[str, ...]
    adult: int
    seats: tuple[int, int]
    group: int | None = None
    estimate_from_week: int = 4
    fixed: int = 0
    minimum: int = 0


ROUTES = (
    Route(("TK1768", "TK236"), 1_490_000, (9, 18), 1_270_000),
    Route(("OM6136",), 0, (60, 60), None, 9, 52_000_000, 24),
    Route(("TK1768", "TK382"), 560_000, (6, 9), 470_000),
    Route(("LO526", "LO612"), 520_000, (4, 6)),
    Route(("TK1768", "TK368"), 830_000, (6, 9), 700_000),
    Route(("TK1768", "TK802"), 890_000, (4, 5)),
    Route(("LO526", "LO727"), 545_000, (4, 8)),
    Route(("QR290", "QR976"), 1_620_000, (6, 9), 1_400_000),
    Route(("QR290", "QR1407"), 1_510_000, (3, 5)),
    Route(("OS708", "OS655"), 410_000, (4, 8), 340_000),
)


def add(session: Session, today: date, random: Random, weeks: int = 6) -> None:
    """Add flights and options for `weeks`, starting three days from now, with one charter in the third week."""
    flights: dict[str, Flight] = {}
    for ahead in range(3, weeks * 7 + 3):
        day = today + timedelta(days=ahead)
        for route in ROUTES:
            if route.hops == ("OM6136",):
                if ahead == 17:
                    _option(session, flights, route, day, ahead, random)
                continue
            last = HOPS[route.hops[-1]]
            offset = 1 if last.origin == "DOH" else 0  # this bank of flights leaves Doha after midnight
            if str((day + timedelta(days=offset)).isoweekday()) in last.weekdays:
                _option(session, flights, route, day, ahead, random)
    session.flush()


def past_option(session: Session, destination: str, day: date, random: Random) -> FlightOption:
    """An option to `destination` on a past day, as it was booked then."""
    route = next(one for one in ROUTES if HOPS[one.hops[-1]].destination == destination and not one.fixed)
    return _option(session, {}, route, day, 3, random)


def _flight(session: Session, flights: dict[str, Flight], hop: Hop, day: date, seats: int) -> Flight:
    code = f"{hop.carrier}{hop.number}-{day:%Y%m%d}"
    if code not in flights:
        departs = _instant(day, hop.departs, hop.origin)
        arrives = _instant(day + timedelta(days=hop.days_later), hop.arrives, hop.destination)
        flights[code] = Flight(
            code=code,
            carrier=hop.carrier,
            number=hop.number,
            origin=hop.origin,
            destination=hop.destination,
            departs_at=departs,
            arrives_at=arrives,
            departs_on=day,
            seats=0,
            service_limits={"WCHC": 2, "WCHR": 4, "UMNR": 2, "STCR": 1, "MEDA": 2},
            escort_fare=1_150_000,
            currency="CZK",
        )
        session.add(flights[code])
    flights[code].seats = min(flights[code].seats + seats, 60)
    return flights[code]


def _instant(day: date, clock: str, airport: str) -> datetime:
    zone = ZoneInfo(AIRPORTS[airport]["tz"])
    return datetime.combine(day, time.fromisoformat(clock), zone).astimezone(UTC)


def _option(
    session: Session, flights: dict[str, Flight], route: Route, day: date, ahead: int, random: Random
) -> FlightOption:
    seats = random.randint(*route.seats)
    legs = _legs(session, flights, route, day, seats)
    estimate = ahead >= route.estimate_from_week * 7
    state = OptionState.ESTIMATE if estimate else random.choice((OptionState.OFFERED, OptionState.HELD))
    limit = datetime.combine(day - timedelta(days=min(7, ahead // 2)), time(18, 0), PRAGUE).astimezone(UTC)
    adult = route.adult + random.randint(-4, 6) * 10_000 if route.adult else 0
    destination = legs[-1].destination
    option = FlightOption(
        code=f"{destination}-{day:%m%d}-{route.hops[0]}",
        state=state,
        destination=destination,
        departs_on=day,
        supplier="" if estimate else "Letuška B2B",
        currency="CZK",
        fare_adult=adult,
        fare_child=adult * 3 // 4,
        fare_infant=adult // 10,
        seats=seats,
        minimum=route.minimum,
        fixed_cost=route.fixed,
        overnight=False,
        time_limit=None if estimate else limit,
        legs=[FlightOptionLeg(position=place, flight=flight) for place, flight in enumerate(legs)],
    )
    if route.group and seats >= 10:
        option.group_minimum, option.group_adult = 10, route.group
        option.group_child, option.group_infant = route.group * 3 // 4, route.group // 10
    session.add(option)
    return option


def _legs(session: Session, flights: dict[str, Flight], route: Route, day: date, seats: int) -> list[Flight]:
    legs: list[Flight] = []
    for name in route.hops:
        hop = HOPS[name]
        if legs and hop.departs < HOPS[route.hops[len(legs) - 1]].arrives:
            day += timedelta(days=1)  # the next flight leaves after midnight
        legs.append(_flight(session, flights, hop, day, seats))
    return legs
