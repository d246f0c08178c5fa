"""A backup is a folder: the database, the media files, the keys, and a manifest that says what is in it.

A restored system sends nothing until somebody has looked: whatever had not left when the backup was made may have left
since, so it is in doubt, and sending is stopped."""
