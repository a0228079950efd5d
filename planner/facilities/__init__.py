"""What facility staff and case workers tell each other: who leaves, what is still owed, and what has changed."""
