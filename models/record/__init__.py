"""What happened and why: events with their chain of hashes, reasons, contact notes."""
