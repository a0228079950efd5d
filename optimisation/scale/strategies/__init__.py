"""Ways to search a large problem: windows, sweeps, corridors, neighbourhoods, proofs in one piece."""
