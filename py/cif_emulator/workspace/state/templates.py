"""The rows an administrator makes: templates, app profiles, channel providers, presences.

Everything here is data, frozen, without behaviour. Keys are the table columns' names without
``msdyn_``; option numbers are words (``templates.md`` 2-4, 9, 10; ``ciframework.md`` 4.3-4.5, 5.1).
Only what the tables hold may live here: what a template *does* is in the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from attrs import field

from cif_emulator.workspace.frozen import frozen


class SessionType(str, Enum):
    """Kind of a session template (``templates.md`` 2): about one record, or about anything else."""

    GENERIC = "generic"
    ENTITY = "entity"


class PanelState(str, Enum):
    """Communication panel mode of a session template; *not* ``setMode``'s numbers (``ciframework.md`` 4.4).

    What a panel is in at a moment is a ``panel.PanelMode``.
    """

    DOCKED = "docked"
    MINIMIZED = "minimized"
    HIDDEN = "hidden"


class PageType(str, Enum):
    """Page type of an application tab template (``templates.md`` 3.1)."""

    DASHBOARD = "dashboard"
    ENTITY_LIST = "entity_list"
    ENTITY_RECORD = "entity_record"
    SEARCH = "search"
    THIRD_PARTY_WEBSITE = "third_party_website"
    WEB_RESOURCE = "web_resource"
    CONTROL = "control"
    CUSTOM_PAGE = "custom_page"


@frozen(kw_only=True)
class SessionTemplate:
    """A session template (``templates.md`` 2)."""

    unique_name: str
    """The name that `createSession` takes as `templateName`."""
    name: str
    """What people read."""
    session_type: SessionType = SessionType.GENERIC
    """About one record (`entity`), or about anything else (`generic`)."""
    title: tuple[str, ...] = ()
    """A text with slugs, or several: the first whose slugs all resolve is the session's title."""
    description: str = ""
    """What it is for; nothing shows it."""
    entity: str | None = None
    """The table's logical name; for the type `entity` only."""
    anchor_tab: str | None = None
    """The unique name of the application tab template of the first tab; for the type `generic` only."""
    tabs: tuple[str, ...] = ()
    """Unique names of the application tab templates of the further tabs."""
    panel_state: PanelState = PanelState.DOCKED
    """How the communication panel begins in the session."""
    session_icon: str | None = None
    """The address of the entry's icon; without one it is that of the type."""
    enable_title_sync: bool = False
    """Whether the anchor tab takes the session's title, and follows it."""
    template_tag: str | None = None
    """The product's tag of the template."""


@frozen(kw_only=True)
class ApplicationTabTemplate:
    """An application tab template (``templates.md`` 3)."""

    unique_name: str
    """The name that `createTab` takes as `templateName`."""
    name: str
    """What people read."""
    page_type: PageType
    """What the tab shows."""
    title: tuple[str, ...] = ()
    """A text with slugs, or several: the first whose slugs all resolve is the tab's title."""
    description: str = ""
    """What it is for; nothing shows it."""
    can_close: bool = True
    """Whether the agent may close the tab."""
    parameters: Mapping[str, object] = field(factory=dict)
    """What the page gets, by the page type's parameter names; texts may hold slugs."""
    template_tag: str | None = None
    """The product's tag of the template."""


class DesktopNotification(str, Enum):
    """When a toast is shown by the browser outside the page (``ciframework.md`` 4.3)."""

    NEVER = "never"
    BACKGROUND = "background"
    ALWAYS = "always"


class Theme(str, Enum):
    """Colours of a toast (``templates.md`` 4)."""

    DARK = "dark"
    LIGHT = "light"


@frozen(kw_only=True)
class NotificationField:
    """One header/value row of a toast; both texts may hold slugs."""

    name: str
    """The unique name among the entries of this section."""
    title: str = ""
    """The header; it may hold slugs."""
    value: str = ""
    """The text beside it; it may hold slugs."""
    order: int = 0
    """Fields are shown in the order of this number."""


DEFAULT_NOTIFICATION_ICON = "/webresources/msdyn_chat_icon_zfp.svg"


@frozen(kw_only=True)
class NotificationTemplate:
    """A notification template (``templates.md`` 4, ``ciframework.md`` 4.3)."""

    unique_name: str
    """The name that `notifyEvent` takes as `templateName`."""
    name: str
    """What people read."""
    title: str = ""
    """The toast's title; it may hold slugs."""
    icon: str = DEFAULT_NOTIFICATION_ICON
    """The address of the toast's icon."""
    show_timeout: bool = True
    """Whether the toast shows how long it still waits."""
    timeout: int = 120
    """Seconds until it ends by itself."""
    accept_button_text: str = "Accept"
    """What the button that accepts says."""
    show_reject_button: bool = True
    """Whether there is a button that rejects."""
    reject_button_text: str = "Reject"
    """What the button that rejects says."""
    auto_assign: bool = False
    """Whether work items are assigned by themselves: there is no button that rejects, and that which accepts
    says Open.
    """
    auto_accept: bool = False
    """Whether it is accepted at once, without the agent; with `auto_assign` only."""
    desktop_notification: DesktopNotification = DesktopNotification.NEVER
    """When the browser shows it outside the page."""
    theme: Theme = Theme.DARK
    """Its colours."""
    field: tuple[NotificationField, ...] = ()
    """The rows of the toast."""


@frozen(kw_only=True)
class AppProfile:
    """An agent experience profile (``templates.md`` 9): which templates and providers its users get."""

    unique_name: str
    """The name that `[workspace] profile` takes."""
    name: str
    """What people read."""
    description: str = ""
    """What it is for; nothing shows it."""
    default: bool = False
    """Whether it is the one of users without a profile."""
    session_templates: tuple[str, ...] | None = None
    """Unique names of the session templates that its users get; all where it is missing."""
    providers: tuple[str, ...] | None = None
    """Unique names of the channel providers that its users get; all where it is missing."""


@frozen(kw_only=True)
class ChannelProvider:
    """A channel provider (``ciframework.md`` 5.1)."""

    unique_name: str
    """The unique name among the entries of this section."""
    name: str
    """What people read."""
    channel_url: str
    """The address of its page; `{workspace}` in it is the workspace's own address."""
    label: str = ""
    """The panel's heading; the name where it is missing."""
    enable_outbound: bool = False
    """Whether phone numbers are buttons whose clicks the provider gets (click to act)."""
    sort_order: int = 0
    """Providers are shown in the order of this number (Channel Order)."""
    api_version: str = "2"
    """The version of the Channel Integration Framework: `2` is the only one that is emulated."""
    trusted_domain: str = ""
    """A further origin that its page may come from, as after a redirection."""
    custom_params: str = ""
    """A text of its own, which `getEnvironment` gives as `customParams`."""
    enable_analytics: bool = False
    """Whether `logAnalyticsEvent` and the events of sessions are kept for it."""
    sandbox: tuple[str, ...] = ()
    """Further permissions of its frame, as the attribute `sandbox` has them."""
    active: bool = True
    """Whether it is there at all."""


@frozen(kw_only=True)
class Presence:
    """A presence that agents can choose (``ciframework.md`` 2.7, 3): the API takes and gives its ``text``."""

    text: str
    """What people read, and what `setPresence` takes."""
    base_status: str = "available"
    """The status that it stands for: `available`, `busy`, `do_not_disturb`, `away` or `offline`."""
    color: str = ""
    """The colour of its mark, like `#92c353`; by default that of its base status."""
    presence_id: str = ""
    """Its row's GUID; one is made where it is missing."""


@frozen(kw_only=True)
class Dashboard:
    """A dashboard (page type of that name): some lists."""

    dashboard_id: str
    """Its GUID; `dashboardId` parameters and `[workspace] home_dashboard` name it."""
    name: str
    """What people read."""
    lists: tuple[str, ...] = ()
    """Logical names of the tables whose lists it shows."""


class ScenarioAnswer(str, Enum):
    """What happens to a scenario's notification; ``AGENT``: whoever sits before the page answers."""

    ACCEPT = "accept"
    REJECT = "reject"
    TIME_OUT = "time_out"
    AGENT = "agent"


@frozen(kw_only=True)
class Scenario:
    """An incoming call or chat, played to its end: a notification, an answer, a session, the wrap-up."""

    name: str
    """What `cifEmulator.scenario` calls it."""
    description: str = ""
    """What happens, for people."""
    notification_template: str
    """The unique name of the notification template with which it rings."""
    session_template: str | None = None
    """The unique name of the generic session template that opens when the agent has accepted, if any."""
    provider: str | None = None
    """The unique name of the channel provider that rings; the first one without."""
    contact: str | None = None
    """The GUID of the contact that calls; `customerName` and `customerRecordId` are filled from it."""
    values: Mapping[str, object] = field(factory=dict)
    """Further slug values of the notification and the session."""
    answer: ScenarioAnswer = ScenarioAnswer.ACCEPT
    """Whether the notification is accepted, rejected or passes; `agent` leaves that to whoever sits there."""
    rings: float = 0.0
    """Seconds until the answer."""
    talks: float = 0.0
    """Seconds from the session's opening to the wrap-up."""
    wrap_up_presence: str | None = None
    """The presence that the provider sets in the end."""
    close_session: bool = True
    """Whether the session is closed in the end."""
