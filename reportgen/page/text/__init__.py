"""Texts on a page: numbers, terms, and Markdown that stays harmless."""
