"""The names that pseudonyms are chosen from: trees, birds and landscapes, none of them common as a person's own name.

Nobody types a pseudonym, so nobody can take another person's name as theirs.
"""

from __future__ import annotations

PSEUDONYM_NAMES = (
    "Alder", "Almond", "Avocet", "Bamboo", "Bayou", "Birch", "Bluebell", "Bluebird", "Bobolink", "Buckeye", "Bunting",
    "Canyon", "Cardinal", "Cattail", "Cedar", "Chestnut", "Chickadee", "Clover", "Cottonwood", "Cowbird", "Cricket", "Cypress",
    "Delta", "Dogwood", "Dragonfly", "Driftwood", "Egret", "Estuary", "Finch", "Firefly", "Flicker", "Foxglove", "Glacier",
    "Goldenrod", "Goldfinch", "Grackle", "Grosbeak", "Harbor", "Hawthorn", "Heron", "Hickory", "Hummingbird", "Ibis", "Indigo",
    "Kestrel", "Killdeer", "Kingfisher", "Lagoon", "Larch", "Larkspur", "Loon", "Lupine", "Magpie", "Mallard",
    "Mangrove", "Manzanita", "Maple", "Marsh", "Meadowlark", "Mesquite", "Milkweed", "Monarch", "Mulberry", "Nuthatch", "Oriole",
    "Osprey", "Otter", "Palmetto", "Pelican", "Pinyon", "Plover", "Prairie", "Puffin", "Redbud", "Redwood", "Sandpiper",
    "Sapsucker", "Sequoia", "Sparrow", "Spruce", "Starling", "Sumac", "Sunflower", "Swallow", "Sycamore", "Tamarack", "Tanager",
    "Thistle", "Thrush", "Tupelo", "Warbler", "Waxwing", "Willet", "Yarrow", "Yucca",
)  # fmt: skip
