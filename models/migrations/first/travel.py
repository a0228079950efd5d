"""Flights, itineraries, bookings and escorts."""

import sqlalchemy as sa
from alembic import op


def escort() -> None:
    op.create_table(
        "escort",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=True),
        sa.Column("daily_cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("rest_days", sa.Integer(), nullable=False),
        sa.Column("max_assignments", sa.Integer(), nullable=True),
        sa.Column("barred_airports", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort")),
        sa.UniqueConstraint("code", name=op.f("uq_escort_code")),
    )


def escort_role() -> None:
    op.create_table(
        "escort_role",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("name_cs", sa.String(length=80), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort_role")),
        sa.UniqueConstraint("code", name=op.f("uq_escort_role_code")),
    )


def flight() -> None:
    op.create_table(
        "flight",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("carrier", sa.String(length=3), nullable=False),
        sa.Column("number", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.String(length=3), nullable=False),
        sa.Column("destination", sa.String(length=3), nullable=False),
        sa.Column("departs_at", sa.DateTime(), nullable=False),
        sa.Column("arrives_at", sa.DateTime(), nullable=False),
        sa.Column("departs_on", sa.Date(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("service_limits", sa.JSON(), nullable=False),
        sa.Column("escort_fare", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flight")),
        sa.UniqueConstraint("code", name=op.f("uq_flight_code")),
    )
    with op.batch_alter_table("flight") as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_departs_on"), ["departs_on"], unique=False)


def escort_assignment() -> None:
    op.create_table(
        "escort_assignment",
        sa.Column("escort_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("flights", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["escort_id"], ["escort.id"], name=op.f("fk_escort_assignment_escort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort_assignment")),
    )
    with op.batch_alter_table("escort_assignment") as batch_op:
        batch_op.create_index(batch_op.f("ix_escort_assignment_escort_id"), ["escort_id"], unique=False)


def escort_availability() -> None:
    op.create_table(
        "escort_availability",
        sa.Column("escort_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_escort_availability_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["escort_id"], ["escort.id"], name=op.f("fk_escort_availability_escort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort_availability")),
    )
    with op.batch_alter_table("escort_availability") as batch_op:
        batch_op.create_index(batch_op.f("ix_escort_availability_escort_id"), ["escort_id"], unique=False)


def flight_request() -> None:
    op.create_table(
        "flight_request",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("window_from", sa.Date(), nullable=False),
        sa.Column("window_until", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_flight_request_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flight_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_flight_request_reference")),
    )


def flight_option() -> None:
    op.create_table(
        "flight_option",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("destination", sa.String(length=3), nullable=False),
        sa.Column("departs_on", sa.Date(), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("fare_adult", sa.BigInteger(), nullable=False),
        sa.Column("fare_child", sa.BigInteger(), nullable=False),
        sa.Column("fare_infant", sa.BigInteger(), nullable=False),
        sa.Column("group_minimum", sa.Integer(), nullable=True),
        sa.Column("group_adult", sa.BigInteger(), nullable=True),
        sa.Column("group_child", sa.BigInteger(), nullable=True),
        sa.Column("group_infant", sa.BigInteger(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("later_seats", sa.JSON(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("fixed_cost", sa.BigInteger(), nullable=False),
        sa.Column("overnight", sa.Boolean(), nullable=False),
        sa.Column("time_limit", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["flight_request.id"], name=op.f("fk_flight_option_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flight_option")),
        sa.UniqueConstraint("code", name=op.f("uq_flight_option_code")),
    )
    with op.batch_alter_table("flight_option") as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_option_departs_on"), ["departs_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_flight_option_destination"), ["destination"], unique=False)
        batch_op.create_index(batch_op.f("ix_flight_option_request_id"), ["request_id"], unique=False)


def flight_request_row() -> None:
    op.create_table(
        "flight_request_row",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("destination", sa.String(length=3), nullable=False),
        sa.Column("earliest", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("infants", sa.Integer(), nullable=False),
        sa.Column("service_codes", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["flight_request.id"], name=op.f("fk_flight_request_row_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flight_request_row")),
    )
    with op.batch_alter_table("flight_request_row") as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_request_row_request_id"), ["request_id"], unique=False)


def escort_need() -> None:
    op.create_table(
        "escort_need",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("until", sa.String(length=40), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("gender", sa.String(length=1), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_escort_need_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_escort_need_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escort_need")),
    )
    with op.batch_alter_table("escort_need") as batch_op:
        batch_op.create_index(batch_op.f("ix_escort_need_case_id"), ["case_id"], unique=False)


def flight_option_leg() -> None:
    op.create_table(
        "flight_option_leg",
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("flight_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["flight_id"], ["flight.id"], name=op.f("fk_flight_option_leg_flight_id")),
        sa.ForeignKeyConstraint(
            ["option_id"], ["flight_option.id"], name=op.f("fk_flight_option_leg_option_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("option_id", "position", name=op.f("pk_flight_option_leg")),
    )
    with op.batch_alter_table("flight_option_leg") as batch_op:
        batch_op.create_index(batch_op.f("ix_flight_option_leg_flight_id"), ["flight_id"], unique=False)


def itinerary() -> None:
    op.create_table(
        "itinerary",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("group_fare", sa.Boolean(), nullable=False),
        sa.Column("departs_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_itinerary_confirmed_by_id")),
        sa.ForeignKeyConstraint(["option_id"], ["flight_option.id"], name=op.f("fk_itinerary_option_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_itinerary_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_itinerary")),
        sa.UniqueConstraint("number", name=op.f("uq_itinerary_number")),
    )
    with op.batch_alter_table("itinerary") as batch_op:
        batch_op.create_index(batch_op.f("ix_itinerary_departs_on"), ["departs_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_itinerary_option_id"), ["option_id"], unique=False)


def booking() -> None:
    op.create_table(
        "booking",
        sa.Column("itinerary_id", sa.Integer(), nullable=False),
        sa.Column("pnr", sa.String(length=12), nullable=False),
        sa.Column("supplier", sa.String(length=80), nullable=False),
        sa.Column("time_limit", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["itinerary_id"], ["itinerary.id"], name=op.f("fk_booking_itinerary_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    with op.batch_alter_table("booking") as batch_op:
        batch_op.create_index(batch_op.f("ix_booking_itinerary_id"), ["itinerary_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_booking_pnr"), ["pnr"], unique=False)


def escort_assignment_case() -> None:
    op.create_table(
        "escort_assignment_case",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("need_position", sa.Integer(), nullable=False),
        sa.Column("itinerary_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["escort_assignment.id"],
            name=op.f("fk_escort_assignment_case_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_escort_assignment_case_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["itinerary_id"], ["itinerary.id"], name=op.f("fk_escort_assignment_case_itinerary_id")
        ),
        sa.PrimaryKeyConstraint("assignment_id", "case_id", "need_position", name=op.f("pk_escort_assignment_case")),
    )
    with op.batch_alter_table("escort_assignment_case") as batch_op:
        batch_op.create_index(batch_op.f("ix_escort_assignment_case_itinerary_id"), ["itinerary_id"], unique=False)


def passenger() -> None:
    op.create_table(
        "passenger",
        sa.Column("itinerary_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fare_kind", sa.String(length=10), nullable=False),
        sa.Column("ticket_number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_passenger_booking_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_passenger_case_id")),
        sa.ForeignKeyConstraint(
            ["itinerary_id"], ["itinerary.id"], name=op.f("fk_passenger_itinerary_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passenger_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passenger")),
    )
    with op.batch_alter_table("passenger") as batch_op:
        batch_op.create_index(batch_op.f("ix_passenger_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passenger_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passenger_itinerary_id"), ["itinerary_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passenger_person_id"), ["person_id"], unique=False)
