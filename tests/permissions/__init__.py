"""Who gets in where. Rows of the matrix that stand in files of their own are in it from the first import on."""

from tests.permissions import matrix_breakouts as matrix_breakouts
from tests.permissions import matrix_calendar as matrix_calendar
from tests.permissions import matrix_coaching as matrix_coaching
from tests.permissions import matrix_harvest as matrix_harvest
from tests.permissions import matrix_held as matrix_held
from tests.permissions import matrix_letters as matrix_letters
from tests.permissions import matrix_of_following as matrix_of_following
from tests.permissions import matrix_of_notices as matrix_of_notices
from tests.permissions import matrix_reminders as matrix_reminders
from tests.permissions import matrix_voice as matrix_voice
from tests.permissions import matrix_writing as matrix_writing
from tests.permissions import matrix_zoom as matrix_zoom
