"""Cases, from the first wish to return: their people, their status, and the list and search."""
