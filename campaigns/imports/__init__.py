"""Lists from outside become the directory: districts, who sits for them, postal codes. A bad file changes nothing."""
