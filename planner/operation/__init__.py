"""For those who operate Navrat: health, readiness, metrics and alarms."""
