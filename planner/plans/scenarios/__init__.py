"""Scenarios of a plan: requested, calculated, compared side by side."""
