"""The answer in words: who is best, why some have no place, how chance was told."""
