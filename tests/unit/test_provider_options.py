"""``serve --provider URL``: rows from bare URLs, and what is found at their addresses."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs
import pytest

from cif_emulator import config
from cif_emulator.cli.probing import findings, is_allowed
from cif_emulator.cli.providers import NoSuchAddress, provider_at, with_providers
from cif_emulator.workspace.state.templates import AppProfile

WORKSPACE = "http://localhost:4280/"


class TestRows:
    def test_a_row_is_named_after_its_place(self):
        row = provider_at("http://localhost:3000/phone?base={workspace}")
        assert (row.unique_name, row.label) == ("local_localhost_3000", "localhost:3000")
        assert row.channel_url == "http://localhost:3000/phone?base={workspace}"

    def test_a_page_of_the_workspaces_own_is_named_after_its_path(self):
        row = provider_at("{workspace}/webresources/acme_/phone.html")
        assert row.unique_name == "local_webresources_acme_phone_html"

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "localhost:3000",
            "file:///etc/passwd",
            "http://",
            "",
            "http://[::1",
            "data:,x",
        ],
    )
    def test_what_is_no_web_address_is_refused(self, url):
        with pytest.raises(
            NoSuchAddress, match=r"--provider .*: expected the address .*http://localhost:3000"
        ):
            provider_at(url)

    def test_rows_come_behind_the_configured_ones_under_names_of_their_own(self):
        one = with_providers(
            config.built_in(), [provider_at("http://localhost:1/a"), provider_at("http://localhost:1/b")]
        )
        names = [row.unique_name for row in one.setup.providers]
        assert names[-2:] == ["local_localhost_1", "local_localhost_1_2"]

    def test_what_is_configured_already_is_not_added(self):
        once = with_providers(config.built_in(), [provider_at("http://localhost:1/")])
        assert with_providers(once, [provider_at("http://localhost:1/")]) is once

    def test_every_app_profile_has_them(self):
        setup = config.built_in().setup
        narrow = AppProfile(unique_name="acme_narrow", name="Narrow", providers=())
        configured = attrs.evolve(
            config.built_in(), setup=attrs.evolve(setup, app_profiles=(*setup.app_profiles, narrow))
        )
        profiles = with_providers(configured, [provider_at("http://localhost:1/")]).setup.app_profiles
        assert profiles[-1].providers == ("local_localhost_1",)
        assert profiles[0].providers is None

    def test_the_page_gets_them(self):
        text = config.to_json(with_providers(config.built_in(), [provider_at("http://localhost:1/")]))
        assert config.from_json(text).setup.providers[-1].channel_url == "http://localhost:1/"


@contextmanager
def site(status=200, location=None, **headers):
    """A server whose every page has these headers; gives its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            if location is not None and self.path == "/":
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


def found(url, **changes):
    return list(findings([attrs.evolve(provider_at(url), **changes)], WORKSPACE))


class TestFindings:
    def test_a_page_that_can_be_shown_is_not_spoken_of(self):
        with site() as url:
            assert found(url) == []

    def test_an_inactive_provider_is_not_asked(self):
        assert found("http://localhost:1/", active=False) == []

    def test_nobody_there(self):
        with site() as url:
            pass
        (line,) = found(url)
        assert url in line
        assert "does not answer (Connection refused)" in line

    def test_an_error_status(self):
        with site(status=503) as url:
            assert "answers with status 503" in found(url)[0]

    @pytest.mark.parametrize(
        ("headers", "named"),
        [
            ({"X_Frame_Options": "DENY"}, "X-Frame-Options: DENY"),
            ({"X_Frame_Options": "sameorigin"}, "X-Frame-Options: sameorigin"),
            ({"Content_Security_Policy": "default-src *; frame-ancestors 'none'"}, "frame-ancestors 'none'"),
            (
                {"Content_Security_Policy": "Frame-Ancestors 'self' https://a.example"},
                "frame-ancestors 'self' https",
            ),
            ({"Content_Security_Policy": "frame-ancestors"}, "frame-ancestors"),
        ],
    )
    def test_a_page_that_forbids_being_framed(self, headers, named):
        with site(**headers) as url:
            (line,) = found(url)
        assert "forbids being framed (" in line
        assert named in line
        assert "allow http://localhost:4280" in line

    @pytest.mark.parametrize(
        "headers",
        [
            {"Content_Security_Policy": "frame-ancestors http://localhost:4280"},
            {"Content_Security_Policy": "frame-ancestors *", "X_Frame_Options": "DENY"},
            {"Content_Security_Policy": "script-src 'none'"},
            {"X_Frame_Options": "ALLOW-FROM http://localhost:4280"},
        ],
    )
    def test_a_page_that_allows_it(self, headers):
        with site(**headers) as url:
            assert found(url) == []

    def test_a_redirection_to_another_origin_needs_a_trusted_domain(self):
        with site() as target, site(status=302, location=target) as url:
            origin = target.rstrip("/")
            assert f"redirects to {origin}" in found(url)[0]
            assert found(url, trusted_domain=origin) == []

    def test_the_workspaces_address_stands_for_its_placeholder(self):
        (line,) = findings([provider_at("{workspace}/webresources/phone.html")], "http://localhost:9/")
        assert "(http://localhost:9/webresources/phone.html)" in line


@pytest.mark.parametrize(
    ("source", "allowed"),
    [
        ("*", True),
        ("http:", True),
        ("https:", False),
        ("http://localhost:4280", True),
        ("http://localhost:4280/path", True),
        ("localhost:4280", True),
        ("localhost:*", True),
        ("localhost", False),
        ("http://LOCALHOST:4280", True),
        ("https://localhost:4280", False),
        ("*.example.com:4280", False),
        ("'self'", False),
        ("'none'", False),
    ],
)
def test_sources_of_frame_ancestors(source, allowed):
    assert is_allowed(source, "http://localhost:3000", "http://localhost:4280") is allowed


def test_a_wildcard_stands_for_subdomains_alone():
    assert is_allowed("https://*.example.com", "", "https://a.b.example.com")
    assert not is_allowed("https://*.example.com", "", "https://example.com")
