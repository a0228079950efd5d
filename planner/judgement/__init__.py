"""What today's facts say of everybody who is booked: may travel, at risk until a date, must not travel."""
