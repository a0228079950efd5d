"""Text for people: formats, labels, translation and its catalogues, comparison of names."""
