"""The record of what happened and why: events with their hash chain, reasons, contact notes."""
