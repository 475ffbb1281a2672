"""The documents in frames: which of them are let in, and which providers have one."""

from __future__ import annotations

from collections.abc import Callable

from cif_emulator.api import values
from cif_emulator.api.call import PAGE
from cif_emulator.api.call_log import CONSOLE_ERROR, PAGE_ERROR, CallLog, Entry, EntryKind
from cif_emulator.api.cif import ciframework
from cif_emulator.api.deliveries import Deliveries
from cif_emulator.api.faults import OriginRefused, library_fault, refuse_origin
from cif_emulator.api.outbound import OUTSIDE_CALLS, Outbound
from cif_emulator.api.responses import Welcome, refusal_text
from cif_emulator.api.throttle import Throttle
from cif_emulator.workspace.rules import notifications, providers
from cif_emulator.workspace.state.events import About
from cif_emulator.workspace.state.provider import Provider
from cif_emulator.workspace.state.refusals import Untrusted
from cif_emulator.workspace.workspace import Workspace

# The findings that only a page itself can make.
NOTICED_BY_PAGES = ("call-before-init", "unawaited-rejection")


class Frames:
    """The frames of one workspace. ``tell_of`` tells the outside what came of an entry of the log."""

    def __init__(
        self,
        workspace: Workspace,
        log: CallLog,
        deliveries: Deliveries,
        outbound: Outbound,
        *,
        clock: Callable[[], float],
        tell_of: Callable[[Entry | None, str, str], None],
    ) -> None:
        self._workspace = workspace
        self._log = log
        self._deliveries = deliveries
        self._outbound = outbound
        self._clock = clock
        self._tell_of = tell_of
        # The connected ones, by provider.
        self._documents: dict[str, set[str]] = {}
        self._refused = Throttle()

    def admit(self, provider_id: str, origin: str) -> Provider | None:
        """The provider that a frame belongs to, ``None`` for the page's own; raises ``Untrusted``."""
        if provider_id == PAGE and origin == self._workspace.origin:
            return None
        provider = self._workspace.providers.trusted(provider_id, origin)
        if self._workspace.faults.active:
            refuse_origin(self._workspace.faults, provider_id)
        return provider

    def connected(self, provider_id: str, origin: str, document: str) -> str:
        """A document in a frame has loaded the library; gives a ``Welcome``."""
        self._workspace.now = self._clock()
        try:
            provider = self.admit(provider_id, origin)
        except Untrusted as refusal:
            answer = self.refuse(refusal, provider_id, origin, "hello", "")
            providers.refused(self._workspace, provider_id, refusal.details)
            self._outbound.tell(provider_id)
            return answer
        self._documents.setdefault(provider_id, set()).add(document)
        entry: Entry | None = None
        if provider is not None:
            providers.arrived(self._workspace, provider)
            entry = self._log.add(
                self._workspace.now,
                "event",
                provider_id,
                "CIFInitDone",
                input=values.write(origin),
                fault=library_fault(self._workspace.faults),
            )
        self._tell_of(entry, provider_id, OUTSIDE_CALLS)
        settings = self._workspace.settings
        welcome: Welcome = {
            "timeOut": round(settings.time_out * 1000),
            "rejections": settings.rejections,
            "consoleErrors": settings.console_errors,
        }
        return "=" + values.write(welcome)

    def noticed(self, provider_id: str, origin: str, rule: str, method: str, text: str) -> None:
        """The library in a provider's page has seen a mistake of the page's own, or what it threw."""
        if rule not in (*NOTICED_BY_PAGES, PAGE_ERROR) or self._workspace.providers.find(provider_id) is None:
            return
        self._workspace.now = self._clock()
        try:
            self.admit(provider_id, origin)
        except Untrusted:
            return
        if rule == PAGE_ERROR:
            kind: EntryKind = "warning" if method == CONSOLE_ERROR else "failure"
            self._log.add(self._workspace.now, kind, provider_id, method, error=text)
            return
        about = About(provider_id, f"Microsoft.CIFramework.{method}")
        self._workspace.warn(rule, about, provider=provider_id, method=method, message=text)
        self._outbound.tell(provider_id)

    def disconnected(self, provider_id: str, document: str) -> None:
        """A document was closed or left; a provider is disconnected with its last one."""
        self._workspace.now = self._clock()
        self._deliveries.forget(provider_id, document)
        documents = self._documents.get(provider_id, set())
        if document in documents:
            documents.remove(document)
            provider = self._workspace.providers.find(provider_id)
            if provider is not None and not documents:
                notifications.withdraw_all(self._workspace, provider_id)
                providers.left(self._workspace, provider)
        self._outbound.tell(provider_id)

    def failed(self, provider_id: str, status: int) -> None:
        """What a provider's frame shows is no page: its answer had a status of 400 or more."""
        self._workspace.now = self._clock()
        providers.failed(self._workspace, provider_id, status)
        self._outbound.tell(provider_id)

    def refuse(self, refusal: Untrusted, provider_id: str, origin: str, name: str, text: str) -> str:
        """The answer to a page that is not let in; it is logged, and told once."""
        answer = refusal_text(ciframework.methods.get(name), name, refusal)
        # A stranger inside a provider's frame is not that provider.
        who = f"{provider_id} ({origin})" if provider_id and origin else provider_id or origin
        fault = refusal.fault if isinstance(refusal, OriginRefused) else ""
        now = self._clock()
        folded = self._refused.one_more((who, name), now)
        if folded is None:
            return answer
        error = answer[1:] + (f" (and {folded:,} times before that)" if folded else "")
        entry = self._log.add(
            now, "refusal", who, name, input=text, error=error, fault=fault, is_strangers=True
        )
        about = About(who, origin, entry.number, is_told=True)
        self._deliveries.warn_once("untrusted-page", about, refusal=refusal.message, details=refusal.details)
        self._outbound.tell(who)
        return answer
