#!/usr/bin/env python
"""The portal's command line: `python manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cop_portal.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    from cop_portal.environment import WrongValue

    try:
        try:
            execute_from_command_line(sys.argv)
        except OperationalError:
            from cop_portal.reach import check_database

            check_database()
            raise
    except WrongValue as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
