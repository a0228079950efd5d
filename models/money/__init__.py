"""Donors' money: programmes, projects and lines, charges and the ledger, exchange rates."""
