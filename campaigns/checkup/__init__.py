"""What keeps letters from arriving, asked of DNS, of the mail server and of our own tables, in words for operators."""
