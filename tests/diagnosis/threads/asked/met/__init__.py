"""Situations met later: on runs that were read blind, and in further threads."""
