"""Reference data: airports, countries, currencies, working days."""
