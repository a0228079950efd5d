"""Who returns and who helps them: cases and their people, requests, facilities, and the users who may see them."""
