"""A campaign's languages side by side, and what has changed in one and not yet in the other."""
