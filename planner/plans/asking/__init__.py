"""Asking for a plan: the calculation in a child process, and changes by hand."""
