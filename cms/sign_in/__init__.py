"""How staff come in: a password, for some a second factor, each limited in how often it may be tried."""
