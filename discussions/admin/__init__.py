"""The discussions in the Django administration."""

from discussions.admin import held as held
from discussions.admin import talk as talk
