"""Today: what waits for whoever is signed in, and the search across everything they may see."""
