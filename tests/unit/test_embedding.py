"""Who may show the page in a frame: origins of the configuration and of the command line."""

import pytest
from click.testing import CliRunner

from cif_emulator import config
from cif_emulator.cli.embedding import NoSuchOrigin, embedders_of
from cif_emulator.cli.main import main

WRONG = {
    "https://portal.example.com/": "without a path: https://portal.example.com;",
    "https://portal.example.com/desk?a=1#b": "without a path: https://portal.example.com;",
    "https://Portal.Example.com": "in lower case, without a path: https://portal.example.com;",
    "https://portal.example.com:443": "without a path: https://portal.example.com;",
    "http://portal.example.com:80": "without a path: http://portal.example.com;",
    "portal.example.com": "with its scheme, in lower case, without a path: https://portal.example.com;",
    "localhost:3000": "without a path: https://localhost:3000;",
    " https://portal.example.com": "without a path: https://portal.example.com;",
    "https://user@portal.example.com": "without a path: https://portal.example.com;",
    "https://portal.example.com:": "without a path: https://portal.example.com;",
    "*": "would be anybody",
    "https://*": "would be anybody",
    "https://*.example.com": "would be anybody",
    "null": "would be anybody",
    "": "expected an origin such as https://portal.example.com or http://localhost:3000",
    "https://": "expected an origin such as",
    "https:": "expected an origin such as",
    "'self'": "expected an origin such as",
    "'none'": "expected an origin such as",
    "ftp://portal.example.com": "expected an origin such as",
    "javascript:alert(1)": "expected an origin such as",
    "file:///srv": "expected an origin such as",
    "https://portal.example.com:99999": "expected an origin such as",
    "https://portal.example.com; script-src *": "would be anybody",
    "https://portal.example.com, *": "would be anybody",
    "https://a.example https://b.example": "expected an origin such as",
    "https://a.example\nX-Evil: 1": "expected an origin such as",
    "https://b\u00fccher.example": "expected an origin such as",
    "http://[::1]:3000": "is an IPv6 address",
}
RIGHT = (
    "https://portal.example.com",
    "http://localhost:3000",
    "http://127.0.0.1:8080",
    "https://xn--bcher-kva.example",
)


def written(origins):
    listed = ", ".join(config_text(origin) for origin in origins)
    return f"[workspace]\nembed_origins = [{listed}]\n"


def config_text(origin):
    return '"' + origin.replace("\r", "\\r").replace("\n", "\\n").replace('"', '\\"') + '"'


@pytest.mark.parametrize("origin", WRONG)
def test_a_wrong_origin_is_refused_by_check_with_what_would_be_right(origin):
    (problem,) = config.examine_toml(written([RIGHT[0], origin]), "workspace.toml").problems
    assert (problem.severity.value, problem.place, problem.line) == ("error", "workspace.embed_origins[1]", 2)
    assert WRONG[origin] in problem.text


@pytest.mark.parametrize("origin", WRONG)
@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("build", "--out", "site")])
def test_a_wrong_origin_is_refused_by_the_commands(origin, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [*command, "--embed-origin", origin])
    assert done.exit_code == 2
    assert done.output.startswith(f"--embed-origin {origin}: ")
    assert WRONG[origin] in done.output
    assert not list(tmp_path.iterdir())


def test_right_ones_of_both_places_are_each_there_once():
    found = config.examine_toml(written(RIGHT[:2]), "workspace.toml")
    assert found.problems == ()
    assert embedders_of(RIGHT[1:], found.configuration) == RIGHT
    assert embedders_of((), config.built_in()) == ()
    with pytest.raises(NoSuchOrigin):
        embedders_of(["*"], config.built_in())


def refusal_of(text: str, name: str) -> str:
    with pytest.raises(config.ConfigurationError) as refused:
        config.of_embedder(text, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("key", "value"), [("wheels", '["own.whl"]'), ("web_resources", '"folder"'), ("persist", "true")]
)
def test_a_page_around_brings_no_code_and_keeps_no_records(key: str, value: str) -> None:
    says = f"workspace.{key}: is left to the configuration that the workspace is served with"
    assert says in refusal_of(f"[workspace]\ntitle = 'Own'\n{key} = {value}\n", "inline configuration")
    assert f"inline configuration:3: {says}" in refusal_of(
        f"[workspace]\ntitle = 'Own'\n{key} = {value}\n", "inline configuration"
    )
    assert f"/own.json: {says}" in refusal_of(f'{{"workspace": {{"{key}": {value}}}}}', "/own.json")


DISK = {
    'web_resources = "folder"': "leave it out here, and name the folder by --web-resources, or in the file of --config",
    'web_resources = "/srv/resources"': "leave it out here, and name the folder by --web-resources",
    'web_resources = "..\\\\resources"': "leave it out here, and name the folder by --web-resources",
    'wheels = ["/srv/own-1.0-py3-none-any.whl"]': "leave it out here, and name them in the file of --config",
    'prepared_records = "records-0A1B2C3D.sqlite"': "leave it out, or take the configuration that cifEmulator.data() gives",
}


@pytest.mark.parametrize("line", DISK)
@pytest.mark.parametrize("name", ["inline configuration", "/lessons/own.toml"])
def test_a_page_around_names_no_path_on_the_servers_disk(name: str, line: str) -> None:
    refusal = refusal_of(f"[workspace]\ntitle = 'Own'\n{line}\n", name)
    assert refusal.startswith(f"{name}:3: workspace.{line.partition(' ')[0]}: is ")
    assert DISK[line] in refusal


@pytest.mark.parametrize("address", ["folder", "/srv/widget", "file:///srv/widget/index.html"])
def test_a_page_around_names_no_folder_as_a_provider(address: str) -> None:
    entry = f'[[provider]]\nunique_name = "own"\nname = "Own"\nlabel = "Own"\nchannel_url = "{address}"\n'
    refusal = refusal_of(entry, "inline configuration")
    assert refusal.startswith(
        "inline configuration:5: provider[0].channel_url: expected an http or https address such as "
    )


def test_a_page_around_brings_its_own_configuration() -> None:
    found = config.of_embedder("[workspace]\ntitle = 'Lesson'\npersist = false\n", "inline configuration")
    assert found.setup.settings.title == "Lesson"
    assert "workspace.titel" in refusal_of("[workspace]\ntitel = 'Lesson'\n", "inline configuration")


def test_the_page_learns_who_may_drive_it() -> None:
    text = config.to_json(config.built_in(), embed_origins=["https://portal.example.com"])
    assert config.from_json(text).embed_origins == ("https://portal.example.com",)
