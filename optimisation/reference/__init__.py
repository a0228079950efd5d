"""The exact engine for small problems: one model, solved level by level."""
