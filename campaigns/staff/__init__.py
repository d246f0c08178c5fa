"""What staff see and do in the admin, beside the pages themselves: lists, decisions, reports, settings."""
