"""Names of the events that the workspace itself logs where analytics are on (``ciframework.md`` 2.12).

The product publishes none; event definitions of these names are among the records of every workspace.
"""

from __future__ import annotations

NOTIFICATION_DISPLAYED = "NotificationDisplayed"
NOTIFICATION_RESPONSE = "NotificationResponse"
SESSION_STARTED = "SessionStarted"
SESSION_SWITCHED = "SessionSwitched"
PLATFORM_EVENTS = (NOTIFICATION_DISPLAYED, NOTIFICATION_RESPONSE, SESSION_STARTED, SESSION_SWITCHED)
