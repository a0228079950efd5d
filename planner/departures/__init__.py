"""The day of departure: who leaves when from where, with what; lists and letters for that day; left and arrived."""
