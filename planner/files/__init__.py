"""Uploaded files: what they are is checked, their bytes lie encrypted outside the web root, downloads are noted."""
