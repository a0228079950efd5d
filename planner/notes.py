"""Reads, refusals and log-in attempts: noted in a short transaction of their own after the request's has ended."""

from flask import Flask, Response, g

from models.event import Event


def note(action: str, noun: str, noun_id: str, *, user_id: int | None, case_id: int | None = None) -> None:
    """Remember a read, a refusal or a log-in attempt; written in its own short transaction when the request is over."""
    g.setdefault("notes", []).append(
        {"action": action, "noun": noun, "noun_id": noun_id, "user_id": user_id, "case_id": case_id})


def init_app(app: Flask) -> None:
    """Write the notes of a request after its own transaction has ended."""

    def write_notes(response: Response) -> Response:
        notes = g.pop("notes", [])
        if notes:
            with app.extensions["navrat.database"].work() as session:
                session.add_all(Event(**facts) for facts in notes)
        return response

    app.after_request(write_notes)
