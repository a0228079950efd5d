"""The catalogues of the languages: extracted from code and templates, and compiled for use."""
