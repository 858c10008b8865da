"""The discussions in the Django administration."""

from discussions.admin import held as held
from discussions.admin import mailed as mailed
from discussions.admin import mentions as mentions
from discussions.admin import talk as talk
from discussions.admin import writing as writing
