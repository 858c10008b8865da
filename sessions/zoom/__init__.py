"""Zoom: its REST interface, its webhook and nothing of the portal. What it says and limits: docs/zoom.md.

Knows neither Django nor a model. It is handed its HTTP client, its keys and its clock; `client.connect` puts the parts together.
"""
