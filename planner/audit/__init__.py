"""The record of who did what: events, signed anchors of their chain, and the log of reads."""
