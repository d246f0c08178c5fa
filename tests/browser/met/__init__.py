"""Everything a supporter may meet: the site it is met on, the way to each state, and what is asked of each."""
