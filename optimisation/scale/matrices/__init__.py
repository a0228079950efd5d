"""Matrices and what is done with them: scaled, cut into pieces, solved, bounded."""
