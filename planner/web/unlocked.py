"""Long reading in the middle of a POST, without the write lock that every POST holds from its beginning."""

from collections.abc import Iterator
from contextlib import contextmanager

from planner.database.request_session import database, session
from planner.web import form_tokens


@contextmanager
def unlocked() -> Iterator[None]:
    """Read inside, write after: others can save meanwhile. What the request has written before is rolled back.

    What is read inside is of one moment and may be old when the writing begins. A form that was done meanwhile by
    another request is answered as that one was.
    """
    session.rollback()
    database().begin(session, writes=False)
    yield
    session.rollback()
    database().begin(session, writes=True)
    form_tokens.claim_again()
