"""What ``serve`` and a built site allow, header by header and file by file; and where they cannot be the same."""

import http.client
import re
from fnmatch import fnmatchcase
from html import unescape
from urllib.parse import quote, urlsplit

import pytest

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.static_files import COPIES
from cif_emulator.cli.static_site import write_site

PORTAL = "https://portal.example.com"
HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "access-control-allow-origin",
    "cross-origin-resource-policy",
)
RESOURCES = {"acme_/page.html": "<!doctype html><p>own", "acme_/script": "run()"}
LIBRARY = re.compile(r"/webresources/widget/msdyn_cilibrary\.js", re.IGNORECASE)


@pytest.fixture(scope="module")
def resources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resources")
    for name, text in RESOURCES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory, resources):
    folder = tmp_path_factory.mktemp("site")
    write_site(built_page(), folder, "{}", web_resources=resources, embed_origins=[PORTAL])
    return folder


@pytest.fixture(scope="module")
def served(site, resources):
    """The protecting headers of ``serve``, by address, for all that a site has."""
    service = Service(page=built_page(), web_resources=resources, embed_origins=(PORTAL,))
    with serving(application(service)) as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        found = {}
        for address in addresses(site):
            connection.request("HEAD", quote(address))
            response = connection.getresponse()
            response.read()
            assert response.status == 200, address
            found[address] = {name: response.headers[name] for name in HEADERS if response.headers[name]}
        connection.close()
    return found


def addresses(site):
    unserved = ("/_headers", "/nginx-headers.conf")
    for file in sorted(site.rglob("*")):
        address = f"/{file.relative_to(site).as_posix()}"
        is_hidden = file.name.startswith(".") or address in unserved
        if file.is_file() and not is_hidden and not address.endswith(tuple(COPIES.values())):
            yield address
    yield "/"


def is_web_resource(address):
    return address.lower().startswith("/webresources/")


def is_for_every_origin(address):
    """The page itself, and the library: not what is configured, nor the organisation's own files."""
    if is_web_resource(address):
        return LIBRARY.fullmatch(address) is not None
    return not address.startswith(("/config.json", "/records-", "/user_wheels/"))


def in_file(site, address):
    """What a document says itself: the policy in its ``meta`` element."""
    file = site / (address.removeprefix("/") or "index.html")
    if file.suffix != ".html":
        return {}
    text = file.read_text(encoding="utf-8")
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)" />', text)
    # Before anything that it would have to govern.
    assert found is None or not re.search(r"<(script|link|base)\b", text[: found.start()])
    return {"content-security-policy": unescape(found[1])} if found else {}


def by_headers_file(site, address):
    """What hosts of static sites make of ``_headers``: the rules whose addresses match, ``*`` for anything."""
    found = {}
    applies = False
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            applies = fnmatchcase(address, line)
        elif applies and line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            assert name.lower() not in found, f"{address}: {name} twice"
            found[name.lower()] = value
    return found


def by_nginx(site, address):
    """What nginx makes of the snippet: ``set``, ``if`` with a pattern, ``add_header``."""
    values, added, applies = {}, {}, True
    for line in (site / "nginx-headers.conf").read_text(encoding="utf-8").splitlines():
        words = line.strip().removesuffix(";").split(" ", 2)
        if words[0] == "if":
            applies = bool(re.search(re.search(r'"(.+)"\)', line)[1], address, re.IGNORECASE))
        elif words[0] == "}":
            applies = True
        elif words[0] == "set" and applies:
            values[words[1]] = words[2].strip('"')
        elif words[0] == "add_header":
            added[words[1].lower()] = values[words[2].removesuffix(" always")]
    return {name: value for name, value in added.items() if value}


def in_a_document(policy):
    """Without what only a header can say."""
    return "; ".join(
        part for part in policy.split("; ") if not part.startswith(("frame-ancestors", "sandbox"))
    )


def test_a_site_without_server_rules_lacks_what_no_file_can_say(site, served):
    for address, headers in served.items():
        told = in_file(site, address)
        lacking = {name: value for name, value in headers.items() if told.get(name) != value}
        # The exceptions: nosniff; what lets pages of other origins load the element, widgets the library.
        assert lacking.pop("x-content-type-options") == "nosniff"
        if is_for_every_origin(address):
            assert lacking.pop("access-control-allow-origin") == "*"
            assert lacking.pop("cross-origin-resource-policy") == "cross-origin"
        policy = lacking.pop("content-security-policy", None)
        assert lacking == {}, address
        if told:
            # The exception of documents: who may show them in a frame.
            assert in_a_document(policy) == told["content-security-policy"], address
            shown_by = "'self'" if address.startswith("/play") else f"'self' {PORTAL}"
            assert f"; frame-ancestors {shown_by};" in f"{policy};"
        # The exception of all other files: they are no documents that could say it.
        assert bool(told) == (address == "/" or (address.endswith(".html") and not is_web_resource(address)))


@pytest.mark.parametrize("rules", [by_headers_file, by_nginx])
def test_a_site_with_server_rules_is_as_protected_as_what_is_served(site, served, rules):
    for address, headers in served.items():
        expected = dict(headers)
        if (is_web_resource(address) or address.endswith(".aspx")) and not LIBRARY.fullmatch(address):
            # The exception: a server does not know the media type of each web resource as `serve` does.
            assert expected.pop("x-content-type-options") == "nosniff"
        assert rules(site, address) == expected, address


def test_the_policy_names_what_has_no_default(served):
    policy = served["/"]["content-security-policy"]
    for part in (
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
        f"frame-ancestors 'self' {PORTAL}",
    ):
        assert part in policy.split("; ")
    assert served["/providers/softphone/index.html"]["content-security-policy"] == policy


def test_web_resources_stay_byte_for_byte(site):
    for name, text in RESOURCES.items():
        assert (site / "webresources" / name).read_text(encoding="utf-8") == text


def test_compressed_copies_of_documents_are_not_of_what_they_were(site):
    for document in site.rglob("*.html"):
        assert not [
            document for ending in COPIES.values() if document.with_name(document.name + ending).exists()
        ]
