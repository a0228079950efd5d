"""The world as it is: airports, countries, currencies, working days."""
