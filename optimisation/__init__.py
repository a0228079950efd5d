"""The engine: a frozen planning problem in, the best plan out, every rule checked without the solver.

Where to look: `problem.py` and `plan.py` are the doors to the format; `rules/` holds one hard rule a file, for the
judge (`breaches`) and for the model (`constrain`); `check.py` judges any plan, `judge.py` a move by hand; `model.py`
says the mathematics in one page and how to add a rule; `solve.py` runs a search, `levels.py` proves it exactly,
`reasons.py` and `changes.py` say why a case is left and what would place it; `commands.py` is the command line.
OR-Tools is loaded only in child processes (`highs.py`), so importing anything here stays cheap.
"""
