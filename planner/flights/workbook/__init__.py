"""The travel agent's workbook: opened safely, its table found, every cell read."""
