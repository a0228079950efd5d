"""Administration: people who sign in with their roles, and the rules of the house as settings."""
