"""What `flask run` and gunicorn find."""

import gc
import sys

from planner import create_app, logs
from planner.config import UnsafeSettings
from planner.database.store import NotDurable

logs.configure()
try:
    app = create_app()
except (UnsafeSettings, NotDurable) as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(4)  # what gunicorn takes as “this application cannot be loaded”, so that it does not try for ever
gc.freeze()  # what is loaded by now stays; looking for garbage in it again and again would cost every page time
