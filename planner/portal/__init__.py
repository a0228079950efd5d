"""Pages for facility staff: a wish to return, one question per page, and its progress."""
