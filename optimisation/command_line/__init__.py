"""`python -m optimisation`: arguments in, files and exit codes out."""
