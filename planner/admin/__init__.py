"""Administration: user accounts with their roles, and the settings of the office."""
