"""Who was in a session and how long, from what Zoom and spreadsheets say. Bytes and instants in, rows and minutes out.

Knows neither Django nor a model: whom a row means is decided elsewhere.
"""
