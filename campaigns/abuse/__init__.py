"""Who may be a machine: what is known of a form that came in, what is doubtful about it, and what follows."""
