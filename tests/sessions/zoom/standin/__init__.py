"""A stand-in for Zoom: keeps meetings, checks requests as Zoom documents them, and fails on demand.

`python -m tests.sessions.zoom.standin` listens on loopback, to try the portal out by hand (docs/zoom.md).
"""
