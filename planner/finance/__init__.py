"""Donors' money: live budget lines, payments, the budget workbook. Cases appear only by number and pseudonym."""
