"""The first tables, one file per area; `versions/0001_first.py` creates them in the order of their foreign keys."""
