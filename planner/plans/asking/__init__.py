"""Requesting a plan: the calculation in a child process, and manual changes."""
