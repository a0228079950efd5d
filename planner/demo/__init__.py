"""A believable caseload on an empty database: what `navrat demo` shows, what journeys and screenshots use."""
