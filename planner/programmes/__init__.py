"""Master data: facilities, programmes, donors with projects and lines, embassies, destinations, exchange rates."""
