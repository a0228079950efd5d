"""Papers: what must be there before a family travels, from when until when it can, and what is still missing."""
