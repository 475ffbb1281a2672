"""Headers that do not depend on what is asked: what the page may load, and who may show it in a frame."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing on the page evaluates JavaScript text; providers and third-party sites are shown in frames. A
# document can carry all of this itself.
DOCUMENT_POLICY = (
    "default-src 'self'; "
    "script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self'; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data: blob: https:; "
    "frame-src *; "
    "connect-src 'self'; "
    "base-uri 'none'; "
    "form-action 'none'; "
    "object-src 'none'"
)
# The playground's page shows no other site, and the workspace in it has nothing but its own host. What
# somebody wrote into its editor runs as a script of its own, in a frame without an origin.
PLAYGROUND_POLICY = DOCUMENT_POLICY.replace("frame-src *", "frame-src 'self'")
SANDBOX_POLICY = PLAYGROUND_POLICY.replace("script-src 'self'", "script-src 'self' blob:").replace(
    " https:", ""
)
PLAYGROUND = "play/index.html"
SANDBOXED = "play-workspace.html"
POLICY_HEADER = "Content-Security-Policy"

# For every file: it is what its media type says.
EVERYWHERE = {"X-Content-Type-Options": "nosniff"}
# For the page's own files: who asks is on other origins, or has none, and some pages isolate themselves from
# what does not allow it.
FOR_EVERY_ORIGIN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


def policy(embed_origins: Iterable[str] = ()) -> str:
    """The policy of all but web resources, with the one answer to who may show the page in a frame.

    These are its own origin and ``embed_origins``, as ``config.embedding_problem`` finds them right. A
    ``meta`` element cannot say so: browsers take ``frame-ancestors`` from a header only.
    """
    return f"{DOCUMENT_POLICY}; {framing(embed_origins)}"


def policy_of(document: str) -> str:
    """The policy that a document carries itself, by its name in the page's folder."""
    return {PLAYGROUND: PLAYGROUND_POLICY, SANDBOXED: SANDBOX_POLICY}.get(document, DOCUMENT_POLICY)


def framing(embed_origins: Iterable[str] = ()) -> str:
    """The part of the policy that says who may show the page in a frame."""
    return " ".join(("frame-ancestors 'self'", *embed_origins))


def own_policy(document: str) -> str:
    """The whole policy of a document that nobody else may show in a frame."""
    apart = ("sandbox allow-scripts",) if document == SANDBOXED else ()
    return "; ".join((policy_of(document), framing(), *apart))


class FixedHeaders:
    """Adds headers to every response of an application, over what it sets itself."""

    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
