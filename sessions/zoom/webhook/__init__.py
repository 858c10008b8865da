"""What Zoom tells by itself: is it Zoom, is it new, what does it say, and what became of the meeting. As pure as the rest."""
