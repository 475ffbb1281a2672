"""``[[fault]]``: what can go wrong, and what is told of a fault that cannot strike."""

import pytest

from cif_emulator import config
from cif_emulator.workspace.state.faults import Delay, Fault, FaultyAnswer
from cif_emulator.workspace.state.refusals import WrongArgument

PROVIDER = '[[provider]]\nunique_name = "hrb_phone"\nname = "Phone"\nchannel_url = "https://phone.example/"\n'


def fault(text):
    return f"[[fault]]\n{text}\n"


def found(text):
    problems = config.examine_toml(text, "workspace.toml").problems
    return [f"{problem.severity.value} {problem.place}: {problem.text}" for problem in problems]


@pytest.mark.parametrize(
    "text",
    [
        'method = "CIFramework.createSession"\nreject = "no"\ncode = 3',
        'method = "CIFramework.*"\ndelay = [200, 800]\nevery = 3',
        'method = "*"\ndelay = 20',
        'method = "Apm.canCreateSession"\nvalue = false',
        'method = "CIFramework.getMode"\nanswer = "lost"\npercent = 20\nseed = 7',
        'event = "onclicktoact"\nanswer = "twice"\ndelay = 5',
        'event = "myOwnEvent"\nanswer = "never"',
        'table = "contact"\nreject = "no"\nfirst = 2',
        'table = "contact"\nanswer = "never"',
        "refuse_origin = true",
        'presence = "FAILED"',
        'sessions = "full"\nevery = 2',
        'library = "missing"',
        'library = "slow"\ndelay = 200',
    ],
)
def test_right_ones(text):
    assert found(fault(text)) == []


def test_for_one_provider():
    given = PROVIDER + fault('method = "CIFramework.getMode"\nreject = "no"\nprovider = "hrb_phone"')
    assert found(given) == []


WRONG = [
    (
        'method = "CIFramework.createSesion"\nreject = "no"',
        'method: there is no method "CIFramework.createSesion". Did',
    ),
    ('method = "createSession"\nreject = "no"', 'method: there is no method "createSession". Did you mean'),
    ('method = "Session.title"\nreject = "no"', 'method: there is no method "Session.title".'),
    ('method = "Agent.focusSession"\nreject = "no"', 'method: there is no method "Agent.focusSession"'),
    ('method = "CIF*work.getMode"\nreject = "no"', 'method: is "CIF*work.getMode"; * may stand'),
    ('method = ""\nreject = "no"', 'method: is ""; * may stand'),
    ('method = "CIFramework.getMode"', " does nothing; right is one of reject, value, answer and delay"),
    ('reject = "no"', " strikes nothing; right is one of method, event, table"),
    (
        'method = "*"\ntable = "contact"\nreject = "no"',
        "table: cannot be given with method; right is one of them",
    ),
    ('method = "*"\nreject = "no"\nvalue = 1', "value: cannot be given with reject"),
    ('method = "*"\nanswer = "twice"', 'answer: is "twice", which is for events'),
    ('method = "*"\nanswer = "never"\ndelay = 5', 'delay: cannot be given with answer = "never"'),
    ('method = "*"\nvalue = 1\ncode = 3', "code: has no effect without reject"),
    ('method = "Apm.canCreateSession"\ndelay = 5', 'delay: "Apm.canCreateSession" is synchronous'),
    ('method = "Apm.get*"\nanswer = "lost"', 'answer: "Apm.get*" is synchronous'),
    ('method = "CIFramework.focusTab"\nvalue = 1', 'value: "CIFramework.focusTab" resolves to nothing'),
    ('method = "Apm.getSession"\nvalue = "x"', 'value: "Apm.getSession" gives a live object'),
    ('event = "onclicktoact"\nreject = "no"', "reject: is for methods; an event takes delay"),
    ('event = "onclicktoact"\nanswer = "lost"', 'answer: is "lost", which is for methods'),
    (
        'event = "onclicktoact"\nanswer = "never"\ndelay = 5',
        'delay: cannot be given with answer = "never"',
    ),
    ('table = "contct"\nreject = "no"', 'table: there is no table "contct". Did you mean "contact"'),
    (
        'sessions = "full"\nreject = "no"',
        "reject: cannot be given with sessions, which needs nothing else",
    ),
    ('sessions = "ful"', 'sessions: expected one of "full", got the text "ful". Did'),
    ('presence = "failed"', 'presence: expected one of "FAILED"'),
    ('library = "missing"\ndelay = 5', "delay: cannot be given with library"),
    ('library = "slow"\nprovider = "hrb_phone"', "provider: cannot be given with library"),
    ('method = "*"\ndelay = "5"', "delay: expected milliseconds such as 200, or two numbers"),
    ('method = "*"\ndelay = [1, 2, 3]', "delay: expected milliseconds such as 200"),
    ('method = "*"\ndelay = [800, 200]', "delay: is 800 to 200 ms; expected"),
    ('method = "*"\ndelay = -5', "delay: is -5 ms; expected"),
    ('method = "*"\nreject = "no"\nevery = 0', "every: is 0; expected a whole number from 1 on"),
    ('method = "*"\nreject = "no"\nevery = 2\nfirst = 2', "first: cannot be given with every"),
    ('method = "*"\nreject = "no"\npercent = 120', "percent: is 120; expected more than 0 and at most 100"),
    ('method = "*"\nreject = "no"\nseed = 7', "seed: serves percent and a range of delays"),
    (
        'method = "*"\nreject = "no"\nprovider = "hrb_fone"',
        'provider: there is no channel provider "hrb_fone"',
    ),
    ('method = "*"\nreject = "no"\nwhen = 1', "when: unknown key."),
    ('method = "*"\nreject = 5', "reject: expected a text, got the number 5"),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_wrong_ones_are_told_with_the_reason(text, expected):
    key, _, told = expected.partition(" ")
    place = f"error fault[0].{key} {told}" if key else f"error fault[0]: {told}"
    given = found(PROVIDER + fault(text))
    assert any(line.startswith(place) for line in given), given


def test_a_misspelt_event_is_a_warning():
    assert found(fault('event = "onclicktoac"\ndelay = 5')) == [
        'warning fault[0].event: "onclicktoac" is no event of the product\'s. Did you mean "onclicktoact"?'
    ]


def test_faults_go_to_the_page_and_come_back():
    text = fault('method = "CIFramework.*"\ndelay = [200, 800]\nseed = 7') + fault("refuse_origin = true")
    configuration = config.examine_toml(text, "workspace.toml").configuration
    assert configuration.setup.faults == (
        Fault(method="CIFramework.*", delay=Delay(200, 800), seed=7),
        Fault(refuse_origin=True),
    )
    again = config.from_json(config.to_json(configuration), checked=True)
    assert again.setup.faults == configuration.setup.faults


# -- added while the workspace runs ---------------------------------------------------------------


def read(data):
    return config.read_fault(data, ("hrb_phone",), ("contact",))


def test_plain_data_and_back():
    data = {"method": "CIFramework.getMode", "answer": "never", "first": 2}
    assert read(data) == Fault(method="CIFramework.getMode", answer=FaultyAnswer.NEVER, first=2)
    assert config.plain_fault(read(data)) == data


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, "the fault is "),
        ({}, "strikes nothing; right is one of method"),
        ({"method": 5}, "method: expected a text, got the number 5"),
        (
            {"method": "CIFramework.getMod", "reject": "no"},
            'method: there is no method "CIFramework.getMod". Did',
        ),
        ({"library": "missing"}, "library: the server sends it before a script can say so"),
    ],
)
def test_wrong_data_is_refused(data, expected):
    with pytest.raises(WrongArgument) as refused:
        read(data)
    assert refused.value.message.startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CIFramework.createSession:reject",
            {"method": "CIFramework.createSession", "reject": "The service is not available"},
        ),
        ("CIFramework.*:reject=Sorry: no", {"method": "CIFramework.*", "reject": "Sorry: no"}),
        ("CIFramework.getMode:value=2", {"method": "CIFramework.getMode", "value": 2}),
        ("CIFramework.getMode:delay=500", {"method": "CIFramework.getMode", "delay": 500}),
        ("event:onclicktoact:delay=200-800", {"event": "onclicktoact", "delay": [200, 800]}),
        ("event:onclicktoact:twice", {"event": "onclicktoact", "answer": "twice"}),
        ("table:contact:never", {"table": "contact", "answer": "never"}),
        ("sessions:full", {"sessions": "full"}),
        ("presence:FAILED", {"presence": "FAILED"}),
        ("refuse_origin", {"refuse_origin": True}),
        ('{"method": "*", "reject": "no", "every": 2}', {"method": "*", "reject": "no", "every": 2}),
    ],
)
def test_faults_of_an_address(text, expected):
    data = config.from_address(text)
    assert data == expected
    assert read(data)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CIFramework.createSession", '"CIFramework.createSession" says ""'),
        ("CIFramework.createSession:rejekt", 'says "rejekt". Did you mean "reject"?'),
        ("CIFramework.getMode:never=1", 'says "never=1"'),
        ("{", '"{" is no JSON'),
        ("", '"" says ""'),
    ],
)
def test_wrong_addresses_are_refused(text, expected):
    with pytest.raises(WrongArgument) as refused:
        config.from_address(text)
    assert expected in refused.value.message
