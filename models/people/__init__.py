"""Cases and their people, requests, facilities, and users with their access."""
