"""Long reads in the middle of a POST, without the write lock that every POST takes at its beginning."""

from collections.abc import Iterator
from contextlib import contextmanager

from planner.database.request_session import database, session
from planner.web import form_tokens


@contextmanager
def unlocked() -> Iterator[None]:
    """Read inside, write after: meanwhile others can save. Anything the request wrote before is rolled back.

    All reads inside see one snapshot, which may be stale when the writing begins. If another request has processed the
    same form meanwhile, this one gets the same response.
    """
    session.rollback()
    database().begin(session, writes=False)
    yield
    session.rollback()
    database().begin(session, writes=True)
    form_tokens.claim_again()
