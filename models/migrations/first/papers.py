"""Documents and forms of a case."""

import sqlalchemy as sa
from alembic import op


def embassy() -> None:
    op.create_table(
        "embassy",
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("city", sa.String(length=80), nullable=False),
        sa.Column("asks_for", sa.Text(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("median_days", sa.Integer(), nullable=False),
        sa.Column("p90_days", sa.Integer(), nullable=False),
        sa.Column("needs_reservation", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embassy")),
    )
    with op.batch_alter_table("embassy") as batch_op:
        batch_op.create_index(batch_op.f("ix_embassy_country"), ["country"], unique=False)


def embassy_application() -> None:
    op.create_table(
        "embassy_application",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("embassy_id", sa.Integer(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("appointment_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["embassy_id"], ["embassy.id"], name=op.f("fk_embassy_application_embassy_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_embassy_application_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_embassy_application")),
    )
    with op.batch_alter_table("embassy_application") as batch_op:
        batch_op.create_index(batch_op.f("ix_embassy_application_embassy_id"), ["embassy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_embassy_application_person_id"), ["person_id"], unique=False)


def travel_document() -> None:
    op.create_table(
        "travel_document",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issuer", sa.String(length=3), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("surname", sa.String(length=120), nullable=False),
        sa.Column("given_names", sa.String(length=120), nullable=False),
        sa.Column("original_at", sa.String(length=40), nullable=False),
        sa.Column("mrz_checked", sa.Boolean(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_travel_document_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_document")),
    )
    with op.batch_alter_table("travel_document") as batch_op:
        batch_op.create_index(batch_op.f("ix_travel_document_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_travel_document_person_id"), ["person_id"], unique=False)


def approval() -> None:
    op.create_table(
        "approval",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("renewable", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_approval_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_approval_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval") as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_case_id"), ["case_id"], unique=False)


def fit_certificate() -> None:
    op.create_table(
        "fit_certificate",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("fit", sa.Boolean(), nullable=False),
        sa.Column("doctor", sa.String(length=120), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_fit_certificate_file_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fit_certificate_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_certificate")),
    )
    with op.batch_alter_table("fit_certificate") as batch_op:
        batch_op.create_index(batch_op.f("ix_fit_certificate_person_id"), ["person_id"], unique=False)


def signed_paper() -> None:
    op.create_table(
        "signed_paper",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("form_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_signed_paper_file_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_signed_paper_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_paper")),
    )
    with op.batch_alter_table("signed_paper") as batch_op:
        batch_op.create_index(batch_op.f("ix_signed_paper_person_id"), ["person_id"], unique=False)
