"""Credentials, by their names, their forms, the commands that take them; hidden whole."""
