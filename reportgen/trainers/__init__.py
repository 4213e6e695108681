"""What is true of one trainer only: its files, columns, arguments, dated facts and commands."""
