"""Prepares a plan for people: its sheet, drawings, comparisons and words."""
