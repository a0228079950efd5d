"""What donors' money does: lines live, payments, the budget workbook. Cases appear by number and pseudonym only."""
