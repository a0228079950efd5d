"""What current facts mean for booked people: may travel, at risk until a date, or must not travel."""
