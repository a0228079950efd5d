"""What is reserved and ticketed: itineraries, PNRs, tickets, and giving seats and money back."""
