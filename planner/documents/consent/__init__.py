"""Who may sign and consent for whom: everybody's signatures, what a child needs who travels without both parents."""
