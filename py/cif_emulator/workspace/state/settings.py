"""The workspace's settings, and all that one starts from.

Everything here is data, frozen, without behaviour. The switches stand for what the contracts leave open.
"""

from __future__ import annotations

from enum import Enum

from attrs import field

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.state.faults import Fault
from cif_emulator.workspace.state.templates import (
    ApplicationTabTemplate,
    AppProfile,
    ChannelProvider,
    Dashboard,
    NotificationTemplate,
    PanelState,
    Presence,
    Scenario,
    SessionTemplate,
)


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

    The browser's memory has an end: ``text_budget`` and ``records_budget`` say where. The last group is what
    ``getEnvironment`` tells of the organisation.
    """

    title: str = "Copilot Service workspace"
    """What the banner, the browser's tab and `Xrm` call the workspace."""
    user_name: str = "Alex Blake"
    """The agent's name."""
    user_id: str = "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f40"
    """The agent's GUID: the row of `systemuser`."""
    profile: str | None = None
    """The unique name of the agent's app profile. Without it the default profile applies."""
    max_sessions: int = 10
    """How many sessions may be open, Home counted (`app-profile-manager.md` 8)."""
    max_tabs: int = 10
    """How many tabs a session may have, the anchor tab counted (`app-profile-manager.md` 8)."""
    time_out: float = 10.0
    """Seconds after which a call or a handler without an answer has timed out (`ciframework.md` 1.3)."""
    strict: bool = False
    """Whether what the product lets pass with a warning is refused."""
    silenced: tuple[str, ...] = ()
    """Rules whose findings are not shown, such as `polling`; `cifEmulator.findings()` has them."""
    channel_integration_framework: bool = True
    """Whether the Channel Integration Framework is enabled: session templates of the type `generic` open only
    there.
    """
    allow_templates_outside_profile: bool = False
    """Whether sessions open from templates that are not linked to the app profile, too."""
    suppress_session_close_warning: bool = False
    """Whether sessions with unsaved changes close without a question."""
    session_restore: bool = False
    """Whether sessions come back after the browser reloads the page (`app-profile-manager.md` 8.2)."""
    persist: bool = False
    """Whether the records come back after a reload as callers, agents and providers have written them."""
    text_budget: int = 64
    """How much callers may leave in sessions, tabs and notifications altogether, in millions of characters.
    """
    records_budget: int = 256
    """How much records may grow after the start, in megabytes."""
    home_dashboard: str | None = None
    """The GUID of the dashboard that Home shows."""
    panel_width: int = 340
    """The communication panel's width, in pixels (`ciframework.md` 5.4)."""
    home_panel_state: PanelState = PanelState.MINIMIZED
    """The panel's state at the start, in Home, where there is one channel provider (`ciframework.md` 6)."""
    first_mode_change_lost: bool = False
    """Whether the first `onmodechanged` is not raised, as in some builds of the product."""
    handshake_time: float = 8.0
    """Seconds that a provider's page may take to load the library; then `provider-silent` is found."""
    max_notifications: int = 10
    """How many notifications wait for an answer at most (`ciframework.md` 4.1)."""
    shown_notifications: int = 3
    """How many notifications are on screen at once; the others wait."""
    cancelled_action: str = "Reject"
    """The action that a cancelled notification ends with (`ciframework.md` 4.2)."""
    cancelled_reason: str = "Cancelled"
    """The reason that a cancelled notification ends with."""
    missed_notifications: bool = False
    """Whether a notification that the agent lets pass sets the presence to Inactive, with an alert
    (`ciframework.md` 2.7).
    """
    reject_notifications: bool = False
    """Whether a notification that the agent rejects sets the presence to Do not disturb, with an alert."""
    initial_presence: str | None = None
    """The text of the presence at the start."""
    click_to_act_target: ClickToActTarget = ClickToActTarget.FOCUSED_PROVIDER
    """Which providers get a click on a phone number (`ciframework.md` 5.3): with `focused_provider` the one
    that owns the focused session, or else the first that wants clicks; with `all_providers` all of those.
    """
    click_to_act_format: str = "phone"
    """The value of `format` in the payload of `onclicktoact`."""
    kpi_reset_reading: KpiResetReading = KpiResetReading.TRUE_RAISES
    """What `shouldReset` of `notifyKpiBreach` does (`ciframework.md` 2.4): with `true_raises`, `false` takes
    the mark away; with `true_clears`, `true` does.
    """
    update_context_result: ContextResult = ContextResult.OBJECT
    """Whether `updateContext` resolves to an object or to its JSON text (`ciframework.md` 2.5)."""
    entity_metadata: MetadataResult = MetadataResult.JSON_TEXT
    """Whether `getEntityMetadata` resolves to JSON text or to an object (`ciframework.md` 2.8)."""
    console_errors: bool = False
    """Whether the inspector shows what providers' pages write with `console.error`."""
    rejections: Rejections = Rejections.MAP
    """What a refused call of a provider's page rejects with (`ciframework.md` 1.5): `map`, a Map as in the
    product, or `error`, a native error.
    """
    app_id: str = "6d0d5b0a-3a6e-4f0c-9a41-2c7f0f6b7d10"
    """`appId` of `getEnvironment` (`ciframework.md` 2.9)."""
    org_id: str = "0b4f7c52-9d0e-4c1b-8f3a-5e2d6a7b8c90"
    """`orgId` of `getEnvironment`."""
    org_unique_name: str = "emulated"
    """`orgUniqueName` of `getEnvironment`."""
    org_geo: str = "EMEA"
    """`orgGeo` of `getEnvironment`."""
    org_lcid: int = 1033
    """The organisation's language, a locale id."""
    user_lcid: int = 1033
    """The agent's language, a locale id."""
    crm_version: str = "9.2.24044.0"
    """`crmVersion` of `getEnvironment`."""
    cif_version: str = "9.2.1.690"
    """`cifVersion` of `getEnvironment`."""
    environment_has_is_dirty: bool = True
    """Whether `getEnvironment` has `isDirty`; some builds lack it."""


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
    scenarios: tuple[Scenario, ...] = ()
    faults: tuple[Fault, ...] = ()
