"""From a call to the painted frame: ``python tests/bench/render.py``.

A call changes the state at once; the page is drawn in the next animation frame, however many calls came before it.
"""

from __future__ import annotations

from measuring import Report, fresh_profile, median, options, percentile, playwright, ready, served

PAINTED = """async ([rounds, together]) => {
  const found = { frames: [], time: [], renders: [] };
  const list = () => document.querySelector('[role=tablist][aria-label="Sessions"]');
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    // A message comes after the frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(0);
  }));
  for (let round = 0; round < rounds; round++) {
    await cifEmulator.reset();
    await painted();
    await painted();
    let renders = 0;
    const observer = new MutationObserver(() => renders++);
    observer.observe(list(), { childList: true, subtree: true });
    let id;
    for (let n = 0; n < together; n++) id = await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
    const called = performance.now();
    let frames = 0;
    do { await painted(); frames++; } while (!list().querySelector(`[data-session-id="${id}"]`) && frames < 100);
    found.frames.push(frames);
    found.time.push(performance.now() - called);
    found.renders.push(renders);
    observer.disconnect();
  }
  return found;
}"""


def main() -> None:
    """Measure and print."""
    chosen = options(__doc__ or "", rounds=(30, "calls per figure"))
    report = Report(title="From a call to the painted frame, medians")
    with playwright() as running, fresh_profile(running) as context, served("max_sessions = 100") as address:
        page = context.new_page()
        ready(page, address)
        for together in (1, 10):
            found = page.evaluate(PAINTED, [chosen.rounds, together])
            calls = "1 createSession" if together == 1 else f"{together} createSession in a row"
            report.add(f"{calls}: frames until it is on the page", median(found["frames"]), goal=1)
            note = f"p95 {percentile(found['time'], 0.95):.1f}"
            report.add(f"{calls}: from resolved to painted", median(found["time"]), "ms", note=note)
            report.add(f"{calls}: times that the list was drawn", median(found["renders"]), goal=1)
    report.print(as_json=chosen.json)


if __name__ == "__main__":
    main()
