"""The catalogues of the languages: taken from the code and the pages, and compiled for use."""
