"""How fast the page starts in Firefox and WebKit, as the system has them.

``python tests/bench/engines.py`` loads the workspace in a browser that was just started, and once more with what
the browser has kept. Engines that are not installed are left out.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

from measuring import Report, median, options, say, served

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.engines.conftest import MISSING
from tests.engines.engines import START

# Milliseconds from the navigation's begin to the workspace's answer.
READY = """async () => {
  while (!window.cifEmulator) await new Promise((resolve) => setTimeout(resolve, 1));
  await cifEmulator.ready;
  return performance.now();
}"""


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", rounds=(5, "how often each browser is started"))
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    versions: dict[str, str] = {}
    with served() as workspace:
        for number in range(chosen.rounds):
            say(f"round {number + 1} of {chosen.rounds}")
            for name, start in START.items():
                if name in MISSING:
                    continue
                with start() as engine:
                    versions[name] = engine.version()
                    for kind in ("cold", "warm"):
                        engine.open(workspace)
                        found[name, kind].append(engine.evaluate(READY))
    report = Report(title=f"Start of the page in other engines, medians of {chosen.rounds} rounds")
    for (name, kind), values in found.items():
        report.add(f"ready: {name}, {kind}", median(values), "ms", note=versions[name])
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
