"""Flights: demand, requests to the travel agent and offers, options and estimates."""
