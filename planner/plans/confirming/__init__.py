"""Confirming itineraries of a plan: checked against today's data, then reserved together or not at all."""
