"""Other forms of the report than the page: one file each."""
