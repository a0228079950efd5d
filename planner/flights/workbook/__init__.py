"""The travel agent's workbook: opens it safely, finds its table and reads every cell."""
