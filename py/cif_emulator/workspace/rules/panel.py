"""The communication panel: its modes, its width, whose page it shows (``ciframework.md`` 5.3, 5.4, 6).

Each session remembers its own mode; there is one width for all. A session that no channel provider created
(Home, one that the agent or ``Microsoft.Apm`` opened) shows the only provider, or nobody where there are
several.
"""

from __future__ import annotations

from cif_emulator.workspace.state.events import PanelModeChanged, PanelResized
from cif_emulator.workspace.state.panel import LEAST_WIDTH, WIDEST_SHARE, PanelMode
from cif_emulator.workspace.state.provider import Provider
from cif_emulator.workspace.state.refusals import Refusal, WrongArgument, quoted
from cif_emulator.workspace.state.session import Session
from cif_emulator.workspace.state.state import State


def shown_provider(state: State, session: Session | None = None) -> Provider | None:
    """Whose page the panel holds for a session (default: the focused one), visible or not."""
    session = session or state.focused_session
    owner = state.providers.find(session.owner or "")
    if owner is not None:
        return owner
    only = list(state.providers)
    return only[0] if len(only) == 1 else None


def mode(state: State) -> PanelMode:
    """The mode now in force."""
    if len(state.providers) > 1 and shown_provider(state) is None:
        return PanelMode.HIDDEN
    return state.focused_session.panel


def set_mode(state: State, caller: str, number: float) -> PanelMode:
    """A provider switches the mode of the focused session; no ``onmodechanged`` comes of it (2.6)."""
    if number not in list(PanelMode):
        right = ", ".join(f"{each.value} ({each.name.lower()})" for each in PanelMode)
        raise WrongArgument(f"there is no mode {number:g}; right is one of {right}")
    _refuse_others(state, caller)
    wanted = PanelMode(int(number))
    if not len(state.providers):
        state.warn("no-provider", mode=number)
    _put(state, wanted)
    return wanted


def _refuse_others(state: State, caller: str) -> None:
    session = state.focused_session
    if session.owner == caller:
        return
    if session.owner is not None:
        raise Refusal(
            f"the focused session {session.session_id} belongs to {quoted(session.owner)}; the panel's mode "
            "is set "
            "while a session of the caller's own is focused"
        )
    if len(state.providers) > 1:
        where = "Home" if session.is_default else session.session_id
        raise Refusal(
            f"setMode is not supported on {where} where several channel providers are configured; open a "
            "default "
            "session with createSession first, then call setMode there"
        )


def _put(state: State, wanted: PanelMode) -> None:
    if state.focused_session.panel is not wanted:
        state.focused_session.panel = wanted
        state.touch()


def set_width(state: State, pixels: float) -> int:
    """A provider sets the width; gives the width in force (2.6, 6).

    Less than 300 changes nothing, more than half of the screen collapses the panel.
    """
    if pixels < LEAST_WIDTH:
        state.warn("width-under-300", pixels=pixels, least=LEAST_WIDTH)
    elif _is_too_wide(state, pixels):
        state.warn("width-over-half", pixels=pixels, screen=state.panel.screen_width)
        _put(state, PanelMode.COLLAPSED)
    elif round(pixels) != state.panel.width:
        state.panel.width = round(pixels)
        state.touch()
    return state.panel.width


def _is_too_wide(state: State, pixels: float) -> bool:
    return pixels > state.panel.screen_width * WIDEST_SHARE


# -- by hand --------------------------------------------------------------------------------------


def toggle(state: State) -> None:
    """The agent's button: docked or minimized, whichever it is not; a hidden panel has no button (6)."""
    now = mode(state)
    if now is PanelMode.HIDDEN:
        state.warn("panel-hidden")
        return
    wanted = PanelMode.MINIMIZED if now is PanelMode.DOCKED else PanelMode.DOCKED
    _put(state, wanted)
    state.panel.switched_by_agent += 1
    provider = shown_provider(state)
    lost = state.settings.first_mode_change_lost and state.panel.switched_by_agent == 1
    if provider is not None and not lost:
        state.emit(PanelModeChanged(provider.provider_id, wanted.value))


def resize(state: State, pixels: float) -> None:
    """The agent drags the panel's edge: never narrower than 300; beyond half of the screen it collapses."""
    if _is_too_wide(state, pixels):
        _put(state, PanelMode.COLLAPSED)
        return
    width = max(LEAST_WIDTH, round(pixels))
    if width == state.panel.width:
        return
    state.panel.width = width
    state.touch()
    provider = shown_provider(state)
    if provider is not None:
        state.emit(PanelResized(provider.provider_id, width))
