"""Uploaded files: their type is checked, they are stored encrypted outside the web root, downloads are recorded."""
