"""Facts of a problem and a plan: costs, what suits whom, indexes, candidates."""
