"""All campaigns at a glance: how each stands, in which languages, what arrives, and what needs somebody."""
