"""The engine: it takes a frozen planning problem and returns the best plan; every rule is checked without the solver.

Where to look: `format/` reads and writes problems and plans; `facts/` answers what everybody needs to know about them
(costs, suitability); `rules/` holds one hard rule in each file; `judging/` checks any plan and any move made by hand;
`reference/` is the exact engine for small problems and `scale/` the engine for real sizes; `explaining/` says why a
case is left and what would place it; `command_line/` is `python -m optimisation`. `solve.py` runs one search,
`scenarios.py` several. OR-Tools is loaded only in child processes, so importing anything here costs little.
"""
