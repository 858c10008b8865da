"""Who sits with whom: plans the groups of breakouts and the tables of World Cafés. What it reaches: docs/breakouts.md.

Knows neither Django nor a model: ids in, plan out. The same problem, seed and seconds give the same plan, byte for byte.
"""
