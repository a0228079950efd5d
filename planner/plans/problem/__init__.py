"""Builds a frozen planning problem from rows of the database."""
