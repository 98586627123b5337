"""The servers and the supervisor behind `manage.py up`, `test` and `check_all`."""
