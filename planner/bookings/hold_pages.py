"""Pages on which a planner holds seats of a flight and releases those that are theirs."""

from flask import abort, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import NumberRange

from models import Flight, HoldReason, OptionState, SeatHold, office
from models.words import say
from planner.bookings import seat_holds
from planner.bookings.blueprint import pages
from planner.database.request_session import session
from planner.flights import queries as flights
from planner.roles import Can
from planner.web.access import allow, viewer
from planner.web.choices import SelectField
from planner.web.editing import turned_back
from planner.web.forms import DayField, Form, Needed, day_of, number_of
from planner.web.pages import done
from planner.web.place_fields import EnumField, pairs


class HoldForm(Form):
    """How many seats, on which option, what for and until when."""

    option = SelectField(_l("Flight option"), validators=[Needed()])
    seats = IntegerField(_l("Number of seats"), validators=[Needed(), NumberRange(min=1, max=99)])
    reason = EnumField(
        _l("Reason"),
        kind=HoldReason,
        validators=[Needed()],
        description=_l("Only you can see the reason. Everyone else sees the number of seats."),
    )
    until = DayField(
        _l("Hold until"),
        validators=[Needed()],
        description=_l("The seats are released after this date. You can release them earlier."),
    )


@pages.route("/holds/<int:flight_id>", methods=["GET", "POST"])
@allow(Can.WRITE_BOOKINGS)
def hold(flight_id: int) -> str | Response | tuple[str, int]:
    flight = flights.flight(session, flight_id) or abort(404)
    form = HoldForm()
    options = {
        str(one.id): one for one in flights.options_with(session, flight.id) if one.state is not OptionState.ESTIMATE
    }
    form.option.choices = pairs([(key, one.code) for key, one in options.items()])
    if not form.is_submitted():
        form.until.data = flight.departs_on
        return _page(flight, form)

    def save() -> None:
        wish = seat_holds.Wish(
            options[str(form.option.data)], number_of(form.seats), HoldReason(form.reason.data), day_of(form.until)
        )
        seat_holds.hold(session, wish, by=viewer(), today=office.today())

    return turned_back(form, save, lambda: _page(flight, form)) or done(
        say("Seats held."), "bookings.hold", flight_id=flight.id
    )


def _page(flight: Flight, form: HoldForm) -> str:
    own = seat_holds.held_by(session, viewer(), flight, office.today())
    return render_template("bookings/hold.html", flight=flight, form=form, own=own)


@pages.post("/holds/<int:hold_id>/release")
@allow(Can.WRITE_BOOKINGS)
def release(hold_id: int) -> Response:
    row = session.get(SeatHold, hold_id)
    if row is None or row.held_by_id != viewer().id:
        abort(404)
    seat_holds.release(session, row, by=viewer())
    return done(say("Seats released."), "bookings.hold", flight_id=row.itinerary.option.flights[0].id)
