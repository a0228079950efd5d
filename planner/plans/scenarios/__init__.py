"""Scenarios of a plan: asked for, calculated, compared side by side."""
