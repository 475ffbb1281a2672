"""Mistakes of shape: every one is told, with its place, its line, and what would be right."""

import pytest

from cif_emulator import config


def lines(text):
    """The errors of a TOML text, as ``serve`` and ``check`` print them."""
    return [str(problem) for problem in config.examine_toml(text.lstrip("\n")).errors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[workspace]\ntitel = "x"',
            'workspace.toml:2: workspace.titel: unknown key. Did you mean "title"?',
        ),
        (
            '[workspace]\nmax_tabs = "4"',
            'workspace.toml:2: workspace.max_tabs: expected a whole number, got the text "4"',
        ),
        (
            "[workspace]\nmax_tabs = true",
            "workspace.toml:2: workspace.max_tabs: expected a whole number, got the boolean true",
        ),
        (
            "[workspace]\nmax_tabs = 4.5",
            "workspace.toml:2: workspace.max_tabs: expected a whole number, got the number 4.5",
        ),
        (
            "[workspace]\ntime_out = nan",
            "workspace.toml:2: workspace.time_out: expected a number, got the number nan",
        ),
        (
            "[workspace]\nstrict = 1",
            "workspace.toml:2: workspace.strict: expected true or false, got the number 1",
        ),
        (
            "[workspace]\nbuilt_in = 'no'",
            'workspace.toml:2: workspace.built_in: expected true or false, got the text "no"',
        ),
        (
            "workspace = 3",
            "workspace.toml:1: workspace: expected a table, got the number 3",
        ),
        (
            '[[presence]]\ntext = "A"\n[[presence]]\ncolor = "#123456"',
            "workspace.toml:3: presence[1].text: is missing, and it has no default",
        ),
        (
            "presence = [3]",
            "workspace.toml:1: presence[0]: expected a table, got the number 3",
        ),
        (
            "[presence]\ntext = 'A'",
            (
                "workspace.toml:1: presence: expected a list of presences, each begun by "
                "[[presence]]; got a table"
            ),
        ),
        (
            '[[notification_template]]\nunique_name = "hrb_a"\nname = "A"\ntheme = "drak"',
            (
                'workspace.toml:4: notification_template[0].theme: expected one of "dark", "light", '
                'got the text "drak". Did you mean "dark"?'
            ),
        ),
        (
            (
                '[[notification_template]]\nunique_name = "hrb_a"\nname = "A"\n'
                '[[notification_template.field]]\nname = "x"\n'
                '[[notification_template.field]]\nname = "y"\nordr = 1'
            ),
            'workspace.toml:8: notification_template[0].field[1].ordr: unknown key. Did you mean "order"?',
        ),
        (
            '[[notification_template]]\nunique_name = "hrb_a"\nname = "A"\nfield = "x"',
            'workspace.toml:4: notification_template[0].field: expected a list of tables, got the text "x"',
        ),
        (
            '[[app_profile]]\nunique_name = "hrb_a"\nname = "A"\nproviders = "hrb_phone"',
            'workspace.toml:4: app_profile[0].providers: expected a list of texts, got the text "hrb_phone"',
        ),
        (
            '[[app_profile]]\nunique_name = "hrb_a"\nname = "A"\nproviders = [\n  7,\n]',
            "workspace.toml:4: app_profile[0].providers[0]: expected a text, got the number 7",
        ),
        (
            (
                '[[application_tab_template]]\nunique_name = "hrb_a"\nname = "A"\npage_type = '
                '"control"\ntitle = [1]'
            ),
            (
                "workspace.toml:5: application_tab_template[0].title: expected a text or a list of "
                "texts, got a list of 1"
            ),
        ),
        (
            (
                '[[application_tab_template]]\nunique_name = "hrb_a"\nname = "A"\npage_type = '
                '"control"\nparameters = []'
            ),
            "workspace.toml:5: application_tab_template[0].parameters: expected a table, got an empty list",
        ),
        (
            '[[record]]\ntable = "account"\nid = "12"',
            (
                "workspace.toml:3: record[0].id: "
                "expected a GUID such as fac04293-1ab0-eb11-8236-000d3a5c49ed, "
                'got the text "12"'
            ),
        ),
        (
            '[[record]]\nid = "fac04293-1ab0-eb11-8236-000d3a5c49ed"',
            "workspace.toml:1: record[0].table: is missing, and it has no default",
        ),
        (
            '[[record]]\ntable = " "\nid = "fac04293-1ab0-eb11-8236-000d3a5c49ed"',
            (
                "workspace.toml:2: record[0].table: expected a table's logical name such as "
                '"contact", got the text " "'
            ),
        ),
        (
            '[[record]]\ntable = "account"\nid = "fac04293-1ab0-eb11-8236-000d3a5c49ed"\nname = ["x"]',
            (
                "workspace.toml:4: record[0].name: expected a text, a number, true or false, or a "
                "lookup, got a list of 1"
            ),
        ),
        (
            (
                '[[record]]\ntable = "account"\nid = "fac04293-1ab0-eb11-8236-000d3a5c49ed"\n'
                'primarycontactid = { table = "contact" }'
            ),
            (
                "workspace.toml:4: record[0].primarycontactid: expected a lookup { table = "
                '"contact", id = "<GUID>" } '
                "with these two keys, got a table"
            ),
        ),
        (
            (
                '[[table]]\nname = "hrb_x"\n[[table.column]]\nname = "hrb_y"\nkind = '
                '"choice"\nchoices = { one = "x" }'
            ),
            (
                "workspace.toml:6: table[0].column[0].choices.one: expected a whole number as the "
                'key, got the text "one"'
            ),
        ),
        (
            (
                '[[table]]\nname = "hrb_x"\n[[table.column]]\nname = "hrb_y"\nkind = '
                '"choice"\nchoices = { 1 = 2 }'
            ),
            "workspace.toml:6: table[0].column[0].choices.1: expected a text, got the number 2",
        ),
        (
            '[[table]]\nlabel = "Ships"',
            "workspace.toml:1: table[0].name: is missing, and it has no default",
        ),
    ],
)
def test_one_mistake_gives_its_line(text, expected):
    assert expected in lines(text)


def test_an_unknown_section_names_the_near_one():
    (line,) = lines("[[session_templates]]\nunique_name = 'x'")
    assert line.startswith(
        'workspace.toml:1: session_templates: unknown section. Did you mean "session_template"'
    )


def test_every_mistake_is_told_at_once_in_the_order_of_the_lines():
    told = lines(
        """
[workspace]
max_sessions = "many"
[[session_template]]
unique_name = "hrb_a"
name = 3
panel_state = "dock"
anchor_tab = "hrb_nowhere"
[[provider]]
unique_name = "hrb_p"
name = "P"
chanel_url = "https://x.example"
"""
    )
    places = [line.split(": ")[1] for line in told]
    assert places == [
        "workspace.max_sessions",
        "session_template[0].name",
        "session_template[0].panel_state",
        "provider[0].channel_url",
        "provider[0].chanel_url",
    ]


def test_names_of_unreadable_entries_are_not_dangling():
    told = lines(
        """
[[session_template]]
unique_name = "hrb_a"
name = "A"
anchor_tab = "hrb_tab"
[[application_tab_template]]
unique_name = "hrb_tab"
name = "Tab"
page_type = "contrl"
"""
    )
    assert len(told) == 1
    assert "application_tab_template[0].page_type" in told[0]


def test_a_faulty_key_does_not_hide_what_the_rules_find_in_the_same_entry():
    told = lines(
        """
[[session_template]]
unique_name = "hrb_a"
name = "A"
anchor_tab = "hrb_nowhere"
panl_state = "docked"
"""
    )
    assert [line.split(": ")[1] for line in told] == [
        "session_template[0].anchor_tab",
        "session_template[0].panl_state",
    ]


def test_long_values_are_cut_in_messages():
    (line,) = lines(f'[workspace]\nmax_tabs = "{"x" * 5000}"')
    assert len(line) < 250
    assert "…" in line


def test_the_error_that_load_raises_is_one_line_for_each_problem(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text('[workspace]\nmax_tabs = "x"\ntitel = "y"\n')
    with pytest.raises(config.ConfigurationError) as refusal:
        config.load(file)
    assert len(str(refusal.value).splitlines()) == len(refusal.value.problems) == 2
    assert str(refusal.value).startswith(f"{file}:2: workspace.max_tabs: ")
