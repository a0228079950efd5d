"""Confirming itineraries of a plan: judged against today, then reserved together or not at all."""
