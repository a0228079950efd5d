"""Documents and forms: what a family needs to travel, when it can travel, and what is still missing."""
