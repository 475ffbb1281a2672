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
from cif_emulator.workspace.state.faults import Fault


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
    """A session template (``templates.md`` 2).

    ``title`` holds one or more texts with slugs: the first whose slugs all resolve is the session's
    title. ``entity`` is the table's logical name (entity type only); ``anchor_tab`` and ``tabs`` are
    application tab templates' unique names (``anchor_tab`` for the generic type only).
    """

    unique_name: str
    name: str
    session_type: SessionType = SessionType.GENERIC
    title: tuple[str, ...] = ()
    description: str = ""
    entity: str | None = None
    anchor_tab: str | None = None
    tabs: tuple[str, ...] = ()
    panel_state: PanelState = PanelState.DOCKED
    session_icon: str | None = None
    enable_title_sync: bool = False
    template_tag: str | None = None


@frozen(kw_only=True)
class ApplicationTabTemplate:
    """An application tab template (``templates.md`` 3); ``parameters`` by the page type's names."""

    unique_name: str
    name: str
    page_type: PageType
    title: tuple[str, ...] = ()
    description: str = ""
    can_close: bool = True
    parameters: Mapping[str, object] = field(factory=dict)
    template_tag: str | None = None


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
    title: str = ""
    value: str = ""
    order: int = 0


@frozen(kw_only=True)
class NotificationTemplate:
    """A notification template (``templates.md`` 4, ``ciframework.md`` 4.3); ``timeout`` in seconds."""

    unique_name: str
    name: str
    title: str = ""
    icon: str = "/webresources/msdyn_chat_icon_zfp.svg"
    show_timeout: bool = True
    timeout: int = 120
    accept_button_text: str = "Accept"
    show_reject_button: bool = True
    reject_button_text: str = "Reject"
    auto_assign: bool = False
    auto_accept: bool = False
    desktop_notification: DesktopNotification = DesktopNotification.NEVER
    theme: Theme = Theme.DARK
    field: tuple[NotificationField, ...] = ()


@frozen(kw_only=True)
class AppProfile:
    """An agent experience profile (``templates.md`` 9): which templates and providers its users get.

    ``None`` for a list means all that are configured.
    """

    unique_name: str
    name: str
    description: str = ""
    default: bool = False
    session_templates: tuple[str, ...] | None = None
    providers: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ChannelProvider:
    """A channel provider (``ciframework.md`` 5.1)."""

    unique_name: str
    name: str
    channel_url: str
    label: str = ""
    enable_outbound: bool = False
    sort_order: int = 0
    api_version: str = "2"
    trusted_domain: str = ""
    custom_params: str = ""
    enable_analytics: bool = False
    sandbox: tuple[str, ...] = ()
    active: bool = True


@frozen(kw_only=True)
class Presence:
    """A presence that agents can choose (``ciframework.md`` 2.7, 3): the API takes and gives its ``text``."""

    text: str
    base_status: str = "available"
    color: str = "#92c353"
    presence_id: str = ""


@frozen(kw_only=True)
class Dashboard:
    """A dashboard (page type of that name): the lists that it shows, by their tables' logical names.

    ``dashboard_id`` is a GUID; ``dashboardId`` parameters and ``Settings.home_dashboard`` name it.
    """

    dashboard_id: str
    name: str
    lists: tuple[str, ...] = ()


class KpiResetReading(str, Enum):
    """What ``shouldReset`` of ``notifyKpiBreach`` means; sources differ (``ciframework.md`` 2.4)."""

    TRUE_RAISES = "true_raises"
    TRUE_CLEARS = "true_clears"


class ClickToActTarget(str, Enum):
    """Which channel providers hear of a click on a phone number (``ciframework.md`` 5.3)."""

    FOCUSED_PROVIDER = "focused_provider"
    ALL_PROVIDERS = "all_providers"


class ContextResult(str, Enum):
    """What ``updateContext`` resolves to: an object, or its JSON text (``ciframework.md`` 2.5)."""

    OBJECT = "object"
    JSON_TEXT = "json_text"


class MetadataResult(str, Enum):
    """What ``getEntityMetadata`` resolves to: JSON text, or the object (``ciframework.md`` 2.8)."""

    JSON_TEXT = "json_text"
    OBJECT = "object"


class Rejections(str, Enum):
    """What calls of providers' pages reject with: a Map, or a native error (``ciframework.md`` 1.5)."""

    MAP = "map"
    ERROR = "error"


@frozen(kw_only=True)
class Settings:
    """The ``[workspace]`` section: limits, names and the switches that the contracts leave open.

    ``time_out`` in seconds (``ciframework.md`` 1.3). ``max_sessions`` counts Home, ``max_tabs`` the anchor
    tab (``app-profile-manager.md`` 8).

    ``session_restore``: sessions come back after the browser reloads the page (8.2). ``persist``: so do the
    records as callers, agents and providers have written them.

    The browser's memory has an end: ``text_budget`` is how much callers may leave in sessions, tabs and
    notifications altogether, in millions of characters; ``records_budget`` how much records may grow after
    the start, in megabytes.

    Communication panel (``ciframework.md`` 5.4, 6): ``panel_width`` in pixels; ``home_panel_state`` is what
    Home begins with where there is one channel provider; ``first_mode_change_lost`` leaves out the first
    ``onmodechanged``, as some builds did. ``handshake_time``: seconds until a provider whose page has not
    loaded the library is called silent.

    Notifications (4.1, 4.2): at most ``max_notifications`` wait for an answer, ``shown_notifications`` of
    them are on screen at once; a cancelled one ends with ``cancelled_action`` and ``cancelled_reason``. With
    ``missed_notifications`` and ``reject_notifications``, one that the agent lets pass or rejects changes the
    presence, with an alert (2.7).

    The last group is what ``getEnvironment`` tells of the organisation (2.9); languages are locale ids.
    ``environment_has_is_dirty`` switches its ``isDirty`` off, as in some builds.
    """

    title: str = "Copilot Service workspace"
    user_name: str = "Alex Blake"
    user_id: str = "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"
    profile: str | None = None
    max_sessions: int = 10
    max_tabs: int = 10
    time_out: float = 10.0
    strict: bool = False
    channel_integration_framework: bool = True
    allow_templates_outside_profile: bool = False
    suppress_session_close_warning: bool = False
    session_restore: bool = False
    persist: bool = False
    text_budget: int = 64
    records_budget: int = 256
    home_dashboard: str | None = None
    panel_width: int = 340
    home_panel_state: PanelState = PanelState.MINIMIZED
    first_mode_change_lost: bool = False
    handshake_time: float = 8.0
    max_notifications: int = 10
    shown_notifications: int = 3
    cancelled_action: str = "Reject"
    cancelled_reason: str = "Cancelled"
    missed_notifications: bool = False
    reject_notifications: bool = False
    initial_presence: str | None = None
    click_to_act_target: ClickToActTarget = ClickToActTarget.FOCUSED_PROVIDER
    click_to_act_format: str = "phone"
    kpi_reset_reading: KpiResetReading = KpiResetReading.TRUE_RAISES
    update_context_result: ContextResult = ContextResult.OBJECT
    entity_metadata: MetadataResult = MetadataResult.JSON_TEXT
    rejections: Rejections = Rejections.MAP
    app_id: str = "6d0d5b0a-3a6e-4f0c-9a41-2c7f0f6b7d10"
    org_id: str = "0b4f7c52-9d0e-4c1b-8f3a-5e2d6a7b8c90"
    org_unique_name: str = "emulated"
    org_geo: str = "EMEA"
    org_lcid: int = 1033
    user_lcid: int = 1033
    crm_version: str = "9.2.24044.0"
    cif_version: str = "9.2.1.690"
    environment_has_is_dirty: bool = True


@frozen(kw_only=True)
class Setup:
    """All that a workspace starts from, apart from its records."""

    settings: Settings = field(factory=Settings)
    app_profiles: tuple[AppProfile, ...] = ()
    session_templates: tuple[SessionTemplate, ...] = ()
    tab_templates: tuple[ApplicationTabTemplate, ...] = ()
    notification_templates: tuple[NotificationTemplate, ...] = ()
    providers: tuple[ChannelProvider, ...] = ()
    presences: tuple[Presence, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    faults: tuple[Fault, ...] = ()
