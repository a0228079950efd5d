"""Judging without a solver: plans, moves by hand, figures, differences."""
