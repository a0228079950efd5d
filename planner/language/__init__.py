"""Words for people: formats, labels, translation and its catalogues, folding of names."""
