"""How long a provider's calls take while another sends ten thousand messages a second: ``python tests/bench/floods.py``."""

from __future__ import annotations

import time

from calls import provider_row, widget_frame, widgets
from measuring import Report, fresh_profile, median, options, percentile, playwright, ready, say, served

from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

KINDS = ("calls", "refusals", "hellos", "rubbish", "strangers")
# Messages per second.
RATE = 10_000
# A headless browser has all pages in one process unless it is told otherwise: then the measured time would be
# the sender's own, too. The browsers that people use keep sites apart.
APART = "--site-per-process"


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", calls=(100, "calls per figure"), rate=(RATE, "messages per second"))
    report = Report(title="Calls beside floods")
    with playwright() as running, fresh_profile(running, APART) as context, widgets() as widget:
        attacker = widget.replace("localhost", "127.0.0.1")
        rows = provider_row(1, widget, analytics=False) + provider_row(2, attacker, analytics=False)
        with served(rows) as address:
            for kind in ("nothing", *KINDS):
                say(f"beside {kind}")
                page = context.new_page()
                ready(page, address)
                victim = widget_frame(page, widget)
                flooding = widget_frame(page, attacker)
                if kind != "nothing":
                    flooding.evaluate(scripts("flood"), {"kind": kind, "rate": chosen.rate})
                page.evaluate(scripts("countMessages"))
                began = time.perf_counter()
                times = victim.evaluate(scripts("timeCalls"), chosen.calls)
                rate = page.evaluate("window.arrived") / (time.perf_counter() - began)
                goal = None if kind == "nothing" else 50
                note = f"p50 {median(times):.1f}; {rate:,.0f} messages arrive per second"
                report.add(f"getWidth beside {kind}: p95", percentile(times, 0.95), "ms", goal, note)
                page.close()
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
