"""The start page with the tasks of the signed-in user, and the search across everything they may see."""
