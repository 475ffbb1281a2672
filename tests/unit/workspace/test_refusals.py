"""What a refusal says of the names that there are."""

from cif_emulator.workspace.state.refusals import listed, nearest

FEW = [f"hrb_{letter}" for letter in "abcdefghijklmnopqrst"]
MANY = [*FEW, "hrb_u"]


def test_near_misses_are_asked_for() -> None:
    assert nearest("hrb-A", ["hrb_a", "other"]) == 'Did you mean "hrb_a"?'


def test_up_to_twenty_names_are_all_told() -> None:
    assert nearest("?", FEW) == 'Known are "' + '", "'.join(FEW) + '".'
    assert listed(FEW, "the command own") == ", ".join(FEW)


def test_of_more_the_nearest_five_are_told_and_what_lists_all() -> None:
    text = nearest("%u", MANY, "the command own")
    assert text.startswith('The nearest are "hrb_u", ')
    assert text.endswith('", and there are 16 others; the command own lists all.')
    assert text.count('"') == 10
    assert (
        listed(MANY, "the command own")
        == "hrb_a, hrb_b, hrb_c, hrb_d, hrb_e and 16 more, all of which the command own lists"
    )


def test_without_any_name_nothing_is_said() -> None:
    assert nearest("a", []) == ""
