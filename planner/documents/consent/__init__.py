"""Who may sign and consent for whom: signatures, and documents of a child who travels without both parents."""
