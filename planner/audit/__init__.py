"""Who did what: events, signed anchors of their chain, and who looked at what."""
