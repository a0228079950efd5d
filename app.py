"""What `flask run` and gunicorn find."""

from planner import create_app

app = create_app()
