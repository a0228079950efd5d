"""The database: engines and sessions, one session a request, migrations."""
