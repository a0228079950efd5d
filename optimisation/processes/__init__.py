"""Solvers in processes of their own: started, watched, limited, ended."""
