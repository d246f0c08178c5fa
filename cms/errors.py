"""Unexpected errors, to a Sentry of the operator's own choice: what went wrong, where, and in which request. Nothing
that a supporter wrote, and no address of a private page."""

from typing import Any

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration

from cms.request_id import current

OFF = {"mode": "off"}
NOTHING = {  # is gathered in the first place; what comes by mistake is dropped below
    **dict.fromkeys(("user_info", "database_query_data", "queues", "stack_frame_variables"), False),
    **dict.fromkeys(("cookies", "url_query_params"), OFF),
    "http_headers": {"request": OFF},
    "http_bodies": [],
}
TOLD = ("event_id", "timestamp", "platform", "level", "logger", "server_name", "environment", "release", "sdk")
OF_AN_EXCEPTION = ("type", "module", "mechanism", "stacktrace", "thread_id")


def report_errors(**options: Any) -> None:
    """From now on, in this process."""
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        integrations=[DjangoIntegration(transaction_style="url", signals_spans=False, middleware_spans=False)],
        auto_enabling_integrations=False,
        data_collection=NOTHING,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        trace_propagation_targets=[],  # who we ask over the network is told nothing of it
        before_send=without_persons,
        **options,
    )


def without_persons(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """A new event with what is known to be harmless: whatever else a later version adds stays here."""
    told = {name: event[name] for name in TOLD if name in event}
    if event.get("transaction_info", {}).get("source") == "route":  # else it is the address itself
        told["transaction"] = event["transaction"]
    if exception := event.get("exception"):
        told["exception"] = {"values": [_nameless(one) for one in exception.get("values", ())]}
    if "logentry" in event:  # as the code has it, before anything is filled in
        told["logentry"] = {"message": event["logentry"].get("message", "")}
    told["tags"] = {"request_id": current.get()}
    return told


def _nameless(exception: dict[str, Any]) -> dict[str, Any]:
    return {name: exception[name] for name in OF_AN_EXCEPTION if name in exception}
