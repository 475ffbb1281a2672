"""The rules of all findings: what works but will probably surprise, in the product or here.

A finding is made by the name of its rule and the values of its text (``State.warn``). It stands in the call
log, and ``[workspace] silenced`` names the rules that are not to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cif_emulator.workspace.frozen import frozen

# A hint is not counted among what has to be looked at.
Level = Literal["error", "warning", "hint"]


@frozen
class FindingRule:
    """One rule: ``says`` is the finding's text with its values in braces, ``source`` the fact it rests on."""

    name: str
    level: Level
    says: str
    remedy: str
    source: str = ""

    def message(self, values: Mapping[str, object]) -> str:
        """The text of one finding."""
        return self.says.format_map(values)


_RULES = (
    # -- sessions, tabs and templates ----------------------------------------------------------------
    FindingRule(
        "slug-without-value",
        "warning",
        "{where}: {slugs} got no value; passed: {passed}.{near}",
        "Pass a value under the slug's own name, in the same letter case.",
        "templates.md 6.7",
    ),
    FindingRule(
        "undefined-session-id",
        "warning",
        "{method}: sessionId is undefined; {instead}",
        "Wait for the promise of createSession, and pass the id that it gives.",
        "client-habits.md 4",
    ),
    FindingRule(
        "display-name",
        "warning",
        "{name} is a template's display name; the unique name is {unique_name}, and the documentation wants "
        "that one",
        "Pass the unique name.",
        "ciframework.md 2.1",
    ),
    FindingRule(
        "blank-in-name",
        "warning",
        "the name {name} has blanks at its ends; {trimmed} was taken",
        "Pass the name without blanks.",
        "app-profile-manager.md 3.3",
    ),
    FindingRule(
        "template-of-other-profile",
        "warning",
        "{name} does not belong to the app profile in force, {profile}; it opens because "
        "allow_templates_outside_profile is on",
        "Link the template to the profile.",
        "templates.md 9",
    ),
    FindingRule(
        "unknown-template",
        "warning",
        "{method}: there is no application tab template {name}. {near}",
        "Pass the unique name of a template that is configured.",
        "ciframework.md 2.2",
    ),
    FindingRule(
        "unknown-property",
        "warning",
        "{where}: {name} is not documented and has no effect.{near}",
        "Leave it out, or correct its name.",
        "ciframework.md 2",
    ),
    FindingRule(
        "session-limit-near",
        "hint",
        "{session_id} is the last session that fits: {count} of {most} are open, Home counts",
        "Close sessions that are done; ask canCreateSession before opening another.",
        "app-profile-manager.md 3.2",
    ),
    FindingRule(
        "tab-limit",
        "warning",
        "{session_id}: the tab {name} of its template was not opened, a session has at most {most} tabs",
        "Give the template fewer tabs.",
        "app-profile-manager.md 8",
    ),
    FindingRule(
        "record-not-found",
        "warning",
        "there is no {record}: {instead}",
        "Pass the id of a record that exists.",
        "templates.md 3.1",
    ),
    FindingRule(
        "home-is-fixed",
        "warning",
        "The Home session stays as it is: {what}.",
        "Act on a session that was created.",
        "app-profile-manager.md 8",
    ),
    FindingRule(
        "anchor-tab-is-fixed",
        "warning",
        "{tab_id} is an anchor tab: {what}.",
        "Close the session instead.",
        "app-profile-manager.md 8",
    ),
    FindingRule(
        "pinned-tab",
        "warning",
        "{method}: {tab_id} is pinned by its template and stays",
        "Set can_close in the application tab template.",
        "ciframework.md 2.2",
    ),
    FindingRule(
        "no-close-button",
        "hint",
        "{what} has no close button.",
        "Set its canClose to true.",
        "app-profile-manager.md 8",
    ),
    FindingRule(
        "array-for-id",
        "warning",
        "{method}: tabId is an array; its first id was taken",
        "Pass one id: getTabs gives an array of them.",
        "ciframework.md 2.2",
    ),
    FindingRule(
        "title-not-given",
        "warning",
        'setTabTitle: input is {given}; right is {right}. The product captions the tab "{caption}" then, and '
        "so does the emulator",
        "Pass an object with title.",
        "ciframework.md 2.2",
    ),
    FindingRule(
        "slug-not-in-title",
        "warning",
        "setSessionTitle: {key} is no slug of the session's title ({titles}) and changes nothing",
        "Name a slug of the title and its value.",
        "ciframework.md 2.1",
    ),
    FindingRule(
        "mark-on-focused-session",
        "warning",
        "{method}: {session_id} is focused already; {what}",
        "Mark sessions in the background only.",
        "ciframework.md 2.4",
    ),
    FindingRule(
        "marks-combined",
        "warning",
        "{method}: {session_id} {what}; the product does not support both for one session",
        "Use either requestFocusSession or notifyNewActivity for a session.",
        "ciframework.md 2.4",
    ),
    FindingRule(
        "sessions-not-restored",
        "warning",
        "{what}",
        "Nothing has to be done: the workspace goes on without them.",
        "app-profile-manager.md 8.2",
    ),
    FindingRule(
        "session-template-gone",
        "warning",
        "the configuration has changed: the session “{title}” is closed, for its template {name} has gone",
        "Nothing has to be done. Keep the template's unique name if its sessions shall stay open.",
        "app-profile-manager.md 3.1",
    ),
    # -- communication panel, presence and notifications ---------------------------------------------
    FindingRule(
        "width-under-300",
        "warning",
        "setWidth({pixels:g}) changes nothing: the least width is {least} pixels (the product is silent "
        "about it, too)",
        "Pass 300 or more.",
        "ciframework.md 6",
    ),
    FindingRule(
        "width-over-half",
        "warning",
        "setWidth({pixels:g}) is more than half of the screen's {screen} pixels: the panel collapses instead",
        "Pass less; setMode(1) docks the panel again.",
        "ciframework.md 6",
    ),
    FindingRule(
        "no-provider",
        "warning",
        "setMode({mode:g}): there is no channel provider, so the panel has nothing to show",
        "Configure a [[provider]], or start with --provider URL.",
        "ciframework.md 2.6",
    ),
    FindingRule(
        "row-without-effect",
        "warning",
        "a record of a template, profile, provider or presence has no effect: {problem}",
        "Correct the record, or leave it out.",
        "templates.md 10",
    ),
    FindingRule(
        "icon-not-served",
        "warning",
        "nobody serves the icon {address}, which a template names",
        "Put the file into the folder that workspace.web_resources names.",
        "templates.md 2",
    ),
    FindingRule(
        "panel-hidden",
        "hint",
        "The communication panel is hidden: only its channel provider can show it (setMode).",
        "Let the provider call setMode(0) or setMode(1).",
        "ciframework.md 6",
    ),
    FindingRule(
        "unknown-presence",
        "warning",
        "setPresence: there is no presence {text}, nothing was set. {near}",
        "Pass the text of a presence that getPresence could give, or configure a [[presence]].",
        "ciframework.md 2.7",
    ),
    FindingRule(
        "presence-spelling",
        "warning",
        "setPresence: {text} was taken for {right}; the product wants the exact spelling",
        "Write the presence as it is configured.",
        "ciframework.md 2.7",
    ),
    FindingRule(
        "token-in-use",
        "warning",
        "the cancellation token {token} is in use already; cancelEvent will take away all notifications that "
        "carry it",
        "Give each notification a token of its own.",
        "ciframework.md 4.2",
    ),
    FindingRule(
        "too-many-fields",
        "warning",
        "the notification template {name} has {count} fields; the first {most} are shown",
        "Give the template fewer fields.",
        "ciframework.md 4.3",
    ),
    FindingRule(
        "no-reject-button",
        "hint",
        "{notification_id} cannot be rejected: its template has no reject button.",
        "Set show_reject_button in the notification template.",
        "templates.md 4",
    ),
    FindingRule(
        "click-to-act-off",
        "warning",
        "Click-to-act is off: no channel provider has switched it on.",
        "Call setClickToAct(true), or set enable_outbound in the provider's configuration.",
        "ciframework.md 2.10",
    ),
    FindingRule(
        "click-without-handler",
        "warning",
        "{who} no handler of onclicktoact; in the product: {time_out}",
        "Add one: addHandler(\"onclicktoact\", …).",
        "ciframework.md 3",
    ),
    # -- handlers and events -------------------------------------------------------------------------
    FindingRule(
        "handler-returned-nothing",
        "hint",
        '{target}: {silent} of {handlers} handlers of {event} returned nothing; the product then reports '
        '"{time_out}"',
        "Return a Promise, and settle it.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "handler-timed-out",
        "error",
        "{target}: {time_out}: {event} - raiseEvent; {why}",
        "Let the handler return a Promise, and settle it in time.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "handler-missing",
        "warning",
        "{target}: no handler of {event} was there when it came",
        "Keep the handler while events may come, or remove it with removeHandler.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "handler-registered-twice",
        "warning",
        "addHandler: {caller} has added the same function as a handler of {event} again; it runs once more "
        "per event",
        "Add a handler once, or remove it with removeHandler first.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "handler-not-removed",
        "warning",
        "removeHandler: {caller} has no such handler of {event}",
        "Pass the very function that addHandler got.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "unknown-event",
        "warning",
        "{method}: {what}",
        "Write the event as the documentation spells it.",
        "ciframework.md 3",
    ),
    FindingRule(
        "event-flood",
        "error",
        "{target}: {most} events wait for its handlers already; {event} was not sent",
        "Settle the handlers' Promises, or raise fewer events.",
        "ciframework.md 2.11",
    ),
    FindingRule(
        "polling",
        "warning",
        "{caller} asks {method} {times} times within {seconds:g} seconds; the event {event} tells of changes",
        "Listen to the event instead.",
        "app-profile-manager.md 7",
    ),
    # -- channel providers' pages --------------------------------------------------------------------
    FindingRule(
        "call-before-init",
        "warning",
        "{provider} has called {method} before the event CIFInitDone; here the call waits, in the product "
        "the library may not be there yet",
        'Call from window.addEventListener("CIFInitDone", …) on.',
        "ciframework.md 1.2",
    ),
    FindingRule(
        "unawaited-rejection",
        "error",
        "{provider}: nobody has handled the rejection of {method}: {message}",
        "Await the call inside try, or give it a catch.",
        "client-habits.md 5",
    ),
    FindingRule(
        "plain-http",
        "hint",
        "the channel provider {provider} is on plain http ({origin}): the emulator takes it, the product "
        "wants https",
        "Serve the widget by https before it is deployed.",
        "ciframework.md 1.1",
    ),
    FindingRule(
        "untrusted-page",
        "error",
        "{refusal}: {details}",
        "Name the page's origin in the provider's trusted_domain.",
        "ciframework.md 1.3",
    ),
    FindingRule(
        "provider-silent",
        "error",
        "{provider}: {problem}",
        "Let the page load msdyn_ciLibrary.js from this workspace.",
        "ciframework.md 1.2",
    ),
    # -- records ---------------------------------------------------------------------------------------
    FindingRule(
        "misspelt-column",
        "warning",
        "{method}: table {table} has no column {name}, so it becomes a further one; the product refuses it. "
        "Did you mean {right}?",
        "Write the column's logical name, or declare the column in [[table]].",
        "ciframework.md 2.8",
    ),
    FindingRule(
        "guid-without-quotes",
        "warning",
        "{text}",
        "Write the value in quotes.",
        "ciframework.md 2.8",
    ),
    FindingRule(
        "nothing-found",
        "warning",
        "searchAndOpenRecords: no {table} was found, so nothing was opened",
        "Check the filter, or add the record.",
        "ciframework.md 2.8",
    ),
    FindingRule(
        "row-not-written",
        "warning",
        "{what}: {why}",
        "Check the table's columns and the record it names.",
        "ciframework.md 2.12",
    ),
    FindingRule(
        "analytics-ids-missing",
        "warning",
        "logAnalyticsEvent: {text}",
        "Pass both ids.",
        "ciframework.md 2.12",
    ),
    FindingRule(
        "deprecated-method",
        "warning",
        "{method} is deprecated: {successor} has taken its place",
        "Call the method that has taken its place.",
        "ciframework.md 2.12",
    ),
    FindingRule(
        "shown-in-workspace",
        "hint",
        "{method}: the emulator shows the page in the workspace, not in {place}",
        "Nothing has to be done.",
        "app-profile-manager.md 8.1",
    ),
    # -- the emulator itself -------------------------------------------------------------------------
    FindingRule("data-doubtful", "warning", "{text}", "Correct the data, and load them again."),
    FindingRule("fault-not-used", "error", "{text}", "Correct the page's address."),
    FindingRule(
        "embedder-refused",
        "warning",
        "a page of {origin} shows this workspace and may not drive it",
        "Name its origin: --embed-origin, or [workspace] embed_origins.",
    ),
    FindingRule(
        "records-not-kept",
        "warning",
        "{text}",
        "Let the browser keep data of this site, or set persist to false in [workspace].",
    ),
    FindingRule(
        "extension-failed",
        "error",
        "The extension {name} failed: {reason}",
        "The call log has the traceback.",
    ),
)  # fmt: skip

RULES: Mapping[str, FindingRule] = {rule.name: rule for rule in _RULES}
