"""A plan as people look at it: its sheet, drawings, comparisons and words."""
