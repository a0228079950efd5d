"""Flights, options, requests to the agent, itineraries, bookings, escorts."""
