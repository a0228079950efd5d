"""A realistic caseload on an empty database, for `navrat demo`, journeys and screenshots."""
