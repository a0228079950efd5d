"""Escorts: their roles, availability and roster."""
