"""Escorts: who they are, what they can do, when they are free, and their roster."""
