"""Transcripts with times: WebVTT read as it is found in the wild, searched, and written again as captions.

A pure core: bytes and texts in, cues out; no Django, no model.
"""
