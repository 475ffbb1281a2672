"""The lines of tables and keys in TOML texts."""

import tomllib

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from cif_emulator.config.toml_lines import line_of, line_of_long_key, line_of_open_text, lines_of

TEXT = '''\
# a comment with [brackets] and = signs
title = "a # b = c" # another

[workspace]
"quoted key" = 1
dotted.inner = 2
text = """
[not.a.header]
key = 1
"""
raw = \'\'\'it''s
[[nor.this]]\'\'\'

[[entry]]
list = [
  "a", # [x]
  { b = 1 },
]
name = "x"

  [entry.parameters]
  url = "y"

  [[entry.field]]
  name = "1"
  [[entry.field]]
  name = "2"

[[entry]]
name = "]["

  [[ entry . field ]]
  name = "3"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("workspace",), 4),
        (("workspace", "quoted key"), 5),
        (("workspace", "dotted", "inner"), 6),
        (("workspace", "text"), 7),
        (("workspace", "raw"), 11),
        (("entry", 0), 14),
        (("entry", 0, "list"), 15),
        (("entry", 0, "list", 1, "b"), 15),
        (("entry", 0, "name"), 19),
        (("entry", 0, "parameters"), 21),
        (("entry", 0, "parameters", "url"), 22),
        (("entry", 0, "parameters", "missing"), 21),
        (("entry", 0, "field", 0, "name"), 25),
        (("entry", 0, "field", 1), 26),
        (("entry", 1, "name"), 30),
        (("entry", 1, "field", 0, "name"), 33),
        (("nothing",), None),
    ],
)
def test_lines_of_a_text_with_all_that_can_mislead(path, line):
    tomllib.loads(TEXT)
    assert line_of(path, lines_of(TEXT)) == line


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)
values = st.recursive(
    st.integers(0, 9) | texts | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, values, max_size=4), st.booleans())
def test_every_key_is_found_on_a_line_that_writes_it(data, multiline):
    text = tomli_w.dumps(data, multiline_strings=multiline)
    listed = text.split("\n")
    lines = lines_of(text)

    def walk(value, path):
        if path and path in lines:
            key = path[-1] if isinstance(path[-1], str) else path[-2]
            assert tomli_w.dumps({key: 0}).split(" = ")[0] in listed[lines[path] - 1]
        if isinstance(value, dict):
            for key, item in value.items():
                assert (*path, key) in lines or any(path[:length] in lines for length in range(len(path) + 1))
                walk(item, (*path, key))
        elif isinstance(value, list):
            for position, item in enumerate(value):
                walk(item, (*path, position))

    walk(data, ())
    assert all(key in {path[0] for path in lines} for key in data)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\n" + "a." * 64 + "a = 1", 2),
        ("\n\n[[" + "a." * 64 + "a]]", 3),
        ('x = { "a" . ' + "'bc'." * 64 + "a = 1 }", 1),
        ("a." * 63 + "a = 1", None),
        ("a.b = 1\n" * 100, None),
        ('text = "' + "a." * 64 + '"', None),
        ("text = '''\n" + "a." * 64 + "\n'''", None),
        ("# " + "a." * 64, None),
        ("", None),
    ],
)
def test_keys_of_very_many_parts_are_found_before_the_text_is_read(text, line):
    assert line_of_long_key(text, 64) == line


LITERAL = "'" * 3


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a = 1\nb = """ x\n\ny', 2),
        (f"a = 1\n\nb = {LITERAL}x", 3),
        (f'a = """x"""\nb = """"""\nc = "{LITERAL}"\nd = """', 4),
        (f'a = """x\n"""\nb = "{LITERAL}" # """', None),
        ("", None),
    ],
)
def test_a_text_without_end_is_found_where_it_begins(text, line):
    assert line_of_open_text(text) == line
