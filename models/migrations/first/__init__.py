"""The first tables, an area a file; `versions/0001_first.py` makes them in an order in which each finds what it points to."""
