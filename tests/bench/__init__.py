"""Measurements, each as a ratio to something run beside it in the same minutes: `make bench`. Needs PostgreSQL."""
