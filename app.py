"""What `flask run` and gunicorn find."""

from planner import create_app, logs

logs.configure()
app = create_app()
