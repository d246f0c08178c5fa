import os
import sys

import django

from tests.run import find_postgresql, tell_left_out


def main() -> int:
    if not (postgresql := find_postgresql()):
        return tell_left_out(["PostgreSQL"]) or 1
    os.environ |= {"DJANGO_SETTINGS_MODULE": "cms.settings.test", "DATABASE_URL": postgresql}
    django.setup()
    return measure_all()


def measure_all() -> int:
    """Prints a line per measurement; 1 where a goal is missed. It happens in a test database, dropped at the end."""
    from django.db import connection

    from tests.bench import delivery, directory, phone

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        rows = [*delivery.measure(), *directory.measure(), *phone.measure()]
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    sys.stdout.writelines(f"{row}\n" for row in rows)
    return int(not all(row.holds for row in rows))


if __name__ == "__main__":
    sys.exit(main())
