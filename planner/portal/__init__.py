"""What facility staff see: a wish to return, one question a page, and what became of it."""
