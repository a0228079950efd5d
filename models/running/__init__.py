"""Tables that Navrat itself needs to run: background jobs, heartbeats, settings, used forms, stored files."""
