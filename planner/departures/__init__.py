"""The day of departure: who leaves when and from where; lists and letters for the day; departure and arrival."""
