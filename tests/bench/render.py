"""From a call to the painted frame: ``python tests/bench/render.py``.

A call changes the state at once; the page is drawn in the next animation frame, however many calls came before it.
The inspector is opened over a full log, and scrolled by a fortieth of it in each frame.
"""

from __future__ import annotations

from measuring import Report, fresh_profile, median, options, percentile, playwright, ready, served

from cif_emulator.testing.scripts import Scripts

scripts = Scripts(__file__)

SESSIONS = scripts("sessions")
INSPECTOR = scripts("inspector")
# Times that the inspector is opened.
OPENED = 9


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", rounds=(30, "calls per figure"))
    report = Report(title="From a call to the painted frame, medians")
    with playwright() as running, fresh_profile(running) as context, served("max_sessions = 100") as address:
        page = context.new_page()
        ready(page, address)
        for together in (1, 10):
            found = page.evaluate(SESSIONS, [chosen.rounds, together])
            calls = "1 createSession" if together == 1 else f"{together} createSession in a row"
            report.add(f"{calls}: frames until it is on the page", median(found["frames"]), goal=1)
            note = f"p95 {percentile(found['time'], 0.95):.1f}"
            report.add(f"{calls}: from resolved to painted", median(found["time"]), "ms", note=note)
            report.add(f"{calls}: times that the list was drawn", median(found["renders"]), goal=1)
            page.evaluate("cifEmulator.reset()")
        found = page.evaluate(INSPECTOR, OPENED)
        report.add(
            "the inspector over 5,000 entries: from its button to painted",
            median(found["opened"]),
            "ms",
            goal=200,
            note=f"at most {max(found['opened']):.1f}",
        )
        note = f"p95 {percentile(found['frames'], 0.95):.1f}"
        report.add(
            "scrolling through them: a frame", median(found["frames"]), "ms", goal=1000 / 60, note=note
        )
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
