"""What people travel on and with: flights, options, requests to the agent, itineraries, bookings, escorts."""
