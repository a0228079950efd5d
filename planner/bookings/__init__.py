"""What is reserved and ticketed: itineraries, PNRs and tickets, and the release of seats and money."""
