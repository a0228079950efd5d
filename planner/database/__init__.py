"""The database: engines and sessions, one session per request, migrations."""
