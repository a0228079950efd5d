"""Flights: whom we need them for, requests to the travel agent, offers back, options and estimates."""
