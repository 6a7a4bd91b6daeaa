"""What commands ask at a terminal beyond a record's fields: of the team, and of the headings of a list."""
