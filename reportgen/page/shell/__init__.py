"""The frame of every page: templates, assets, words, and the file that is written."""
