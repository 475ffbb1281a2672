/** Whether the page has the colours of a scheme, which follow it a moment later. */
export function isDrawnIn(scheme) {
  const [, red] = /(\d+)/.exec(getComputedStyle(document.body).color);
  const isDark = Number(red) > 128;
  return isDark === (scheme === "dark");
}

/** What axe finds wrong, one line for each element. Documents in frames are not the workspace's own. */
export async function violations() {
  standStill();
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"];
  // A separator that takes the focus is a widget (ARIA 1.2), which this experimental rule does not know.
  const rules = { "focus-order-semantics": { enabled: false } };
  const options = { runOnly: tags, rules, resultTypes: ["violations"], iframes: false };
  const found = await window.axe.run(document, options);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any, all, none }) => `${id}: ${target.join(" ")}: ${[...any, ...all, ...none][0]?.message}`),
  );
}

export async function openSession() {
  await Microsoft.CIFramework.setClickToAct(true);
  return Microsoft.CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: "Ada Lovelace", topic: "Printer" },
  });
}

export async function notify() {
  for (const level of ["WARNING", "ERROR", "INFO"]) {
    await Microsoft.CIFramework.showGlobalNotification({
      message: `A message of the level ${level}`,
      level,
      actionLabel: "Read more",
      actionLink: "https://example.com",
    });
  }
  void Microsoft.CIFramework.notifyEvent({ templateName: "msdyn_voicecall_incoming_unauthenticated" });
}

/** Nothing slides or fades in while it is looked at. */
export function standStill() {
  for (const animation of document.getAnimations())
    if (animation.effect.getComputedTiming().endTime !== Infinity) animation.finish();
}

/** Left and right edges of what has a side. */
export function places() {
  const parts = {
    rail: ".rail",
    user: "#user-button",
    search: ".search .icon",
    session: "[data-session-id][aria-selected=true] > .icon",
    close: "[data-close-session]",
    tab: "[data-tab-id][aria-selected=true] > .icon",
    refresh: "[aria-label='Refresh tab']",
    heading: ".page-icon",
    summary: ".card[aria-label=Summary]",
    timeline: ".card.timeline",
    lookup: ".lookup > .icon",
    toast: ".toast",
    dismiss: "[aria-label='Dismiss message']",
  };
  return Object.fromEntries(
    Object.entries(parts).map(([name, selector]) => {
      const { left, right } = document.querySelector(selector).getBoundingClientRect();
      return [name, [Math.round(left), Math.round(right)]];
    }),
  );
}
