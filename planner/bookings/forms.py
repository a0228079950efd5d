"""Forms for reservation codes and reasons, and the filter of the list."""

from datetime import UTC, datetime, time

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional, Regexp

from models import Booking
from models.office import office
from planner.web.choices import SelectField
from planner.web.forms import DayField, Form, Needed, VersionedForm

TICKET = r"[0-9A-Z][0-9A-Z-]{5,18}[0-9A-Z]"


class ReservationForm(VersionedForm):
    """A reservation of the airline."""

    pnr = StringField(
        _l("Reservation number (PNR)"),
        validators=[
            Needed(),
            Length(max=12),
            Regexp(r"(?i)^[a-z0-9]{5,12}$", message=_l("Five to twelve letters and digits.")),
        ],
    )
    limit_day = DayField(_l("Issue tickets by (date)"), validators=[Optional()])
    limit_time = StringField(
        _l("Issue tickets by (local time at the office)"),
        validators=[
            Optional(),
            Length(max=5),
            Regexp(r"^([01]?\d|2[0-3]):[0-5]\d$", message=_l("Enter the time as 18:00.")),
        ],
    )

    def fill(self, booking: Booking) -> None:
        """Fill the form with the stored values."""
        self.pnr.data, self.version.data = booking.pnr, str(booking.version)
        if booking.time_limit:
            local = booking.time_limit.astimezone(office().zone)
            self.limit_day.data, self.limit_time.data = local.date(), local.strftime("%H:%M")

    @property
    def time_limit(self) -> datetime | None:
        """The time limit of the reservation as an instant; the end of the day when no time was given."""
        if self.limit_day.data is None:
            return None
        hours, minutes = (int(part) for part in (self.limit_time.data or "23:59").split(":"))
        return datetime.combine(self.limit_day.data, time(hours, minutes), office().zone).astimezone(UTC)


class ReasonForm(Form):
    """The reason for undoing or cancelling something."""

    why = TextAreaField(
        _l("Reason"),
        validators=[Needed(), Length(max=300)],
        description=_l("Keep it short; it stays in the history. No medical details."),
    )


class WithdrawForm(ReasonForm):
    """Why a family leaves its itinerary, and the next status of its case."""

    to = SelectField(_l("What happens to the case"), validators=[Needed()])
