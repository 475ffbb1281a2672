"""The headers of a static site, for web servers that can be told: what no file can say of itself.

Where nobody tells the server, ``frame-ancestors`` and ``nosniff`` are missing, and so is what lets widgets
that isolate themselves load the library. Web resources get none, and the global context no ``nosniff``: a
server knows media types by names only, and it would have browsers refuse scripts whose names do not tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from cif_emulator.cli.http_headers import (
    EVERYWHERE,
    FOR_EVERY_ORIGIN,
    PLAYGROUND,
    POLICY_HEADER,
    SANDBOXED,
    own_policy,
    policy,
)
from cif_emulator.cli.wheels import ADDRESS as WHEELS

# Read by hosts of static sites, in the folder that is a site's root.
HEADERS_FILE = "_headers"
NGINX_FILE = "nginx-headers.conf"

# ClientGlobalContext.js.aspx is a script, which few servers know.
UNTOLD = ".aspx"

# What comes of the configuration, in the folder that is a site's root.
_CONFIGURED = re.compile(rf"(config\.json|records-|{WHEELS})")

# Folders and files of the root that have another policy.
_OWN_POLICIES = {
    PLAYGROUND.partition("/")[0]: own_policy(PLAYGROUND),
    SANDBOXED: own_policy(SANDBOXED),
}


def write_rules(
    folder: Path, *, web_resources: str, libraries: Iterable[str], embed_origins: Iterable[str]
) -> None:
    """Write the rules beside the site's files.

    ``web_resources`` is the name of the folder that has them, in any letter case; ``libraries`` are the
    addresses of the library there.
    """
    ours = {**EVERYWHERE, POLICY_HEADER: policy(embed_origins)}
    rules: dict[str, Mapping[str, str]] = {"/": {**ours, **FOR_EVERY_ORIGIN}}
    for entry in sorted(folder.iterdir()):
        if entry.name.lower() == web_resources or entry.name.startswith("."):
            continue
        address = f"/{entry.name}/*" if entry.is_dir() else f"/{entry.name}"
        own = _OWN_POLICIES.get(entry.name)
        headers = {**ours, POLICY_HEADER: own} if own else ours
        if address.endswith(UNTOLD):
            headers = {POLICY_HEADER: ours[POLICY_HEADER]}
        # The site's own data are for its own pages.
        rules[address] = headers if _CONFIGURED.match(entry.name) else {**headers, **FOR_EVERY_ORIGIN}
    rules.update({f"/{library}": {**EVERYWHERE, **FOR_EVERY_ORIGIN} for library in libraries})
    (folder / HEADERS_FILE).write_text(_headers(rules), encoding="utf-8")
    (folder / NGINX_FILE).write_text(_nginx(ours, web_resources), encoding="utf-8")


def _headers(rules: Mapping[str, Mapping[str, str]]) -> str:
    lines = ["# Headers of each address, for a site at the root of its host."]
    for address, headers in rules.items():
        lines += [address, *(f"  {name}: {value}" for name, value in headers.items())]
    return "\n".join(lines) + "\n"


def _nginx(ours: Mapping[str, str], web_resources: str) -> str:
    """Variables say what applies: nginx adds no header whose value is empty."""
    variables = {
        name: f"$cif_emulator_{name.lower().replace('-', '_')}" for name in (*ours, *FOR_EVERY_ORIGIN)
    }

    def assign(headers: Mapping[str, str], indent: str = "") -> list[str]:
        return [f'{indent}set {variables[name]} "{value}";' for name, value in headers.items()]

    lines = [
        "# To be included in the server or location block that has the site.",
        *assign({**ours, **FOR_EVERY_ORIGIN}),
        f'if ($uri ~ "/{_CONFIGURED.pattern}") {{',
        *assign(dict.fromkeys(FOR_EVERY_ORIGIN, ""), "    "),
        "}",
        f'if ($uri ~* "\\{UNTOLD}$") {{',
        *assign(dict.fromkeys(EVERYWHERE, ""), "    "),
        "}",
        f'if ($uri ~* "/{web_resources}/") {{',
        *assign(dict.fromkeys((*ours, *FOR_EVERY_ORIGIN), ""), "    "),
        "}",
        *(
            line
            for name, own in _OWN_POLICIES.items()
            for line in (
                f'if ($uri ~ "/{re.escape(name)}(/|$)") {{',
                *assign({POLICY_HEADER: own}, "    "),
                "}",
            )
        ),
        f'if ($uri ~* "/{web_resources}/widget/msdyn_cilibrary\\.js$") {{',
        *assign({**EVERYWHERE, **FOR_EVERY_ORIGIN}, "    "),
        "}",
        *(f"add_header {name} {variable} always;" for name, variable in variables.items()),
    ]
    return "\n".join(lines) + "\n"
