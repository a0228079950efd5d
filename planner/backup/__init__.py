"""Backup and restore: one encrypted file with the database, the uploaded files and the anchors, proven by a drill."""
