"""The editor of a campaign page: its tabs, its panels, its form. Pages are built of these, so they know no models."""
