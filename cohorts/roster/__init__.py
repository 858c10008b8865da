"""Rosters: who is to be in a cohort, read from a spreadsheet. Bytes in, rows and what is wrong with them out.

Knows neither Django nor a model: which words a role or a kind of organization may have is handed in.
"""
