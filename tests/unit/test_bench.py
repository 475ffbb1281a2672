"""The table of all measurements."""

from ..bench import __main__ as bench

FIGURES = [
    {"name": "ready", "value": 812.4567, "unit": "ms", "goal": 500, "note": "cold"},
    {"name": "ratio", "value": 0.12345, "unit": "", "goal": None, "note": ""},
    {"name": "absent", "value": None, "unit": "ms", "goal": None, "note": "no such browser"},
]


def test_each_figure_is_a_line_beside_its_goal():
    assert list(bench.lines({"figures": FIGURES})) == [
        ("ready", "812 ms", "500 ms", "cold"),
        ("ratio", "0.123", "", ""),
        ("absent", "", "", "no such browser"),
    ]


def test_of_many_those_with_a_goal_are_shown():
    assert [line[0] for line in bench.lines({"figures": FIGURES * 20})] == ["ready"] * 20


def test_the_table_takes_the_place_of_the_last_one(tmp_path, monkeypatch):
    page = tmp_path / "benchmarks.md"
    page.write_text(f"Before.\n{bench.BEGIN}\nthe last one\n{bench.END}\nAfter.\n", encoding="utf-8")
    monkeypatch.setattr(bench, "PAGE", page)
    bench.write(bench.table([("boot", {"title": "Boot", "figures": FIGURES})]))
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"Before.\n{bench.BEGIN}\n")
    assert text.endswith(f"| absent |  |  | no such browser |\n{bench.END}\nAfter.\n")
    assert "| **Boot** (`boot.py`) | | | |\n| ready | 812 ms | 500 ms | cold |\n" in text
    assert "the last one" not in text


def test_the_page_has_a_place_for_it():
    text = bench.PAGE.read_text(encoding="utf-8")
    assert text.index(bench.BEGIN) < text.index(bench.END)
