const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** So many sessions, the last one in front, drawn. */
export async function openSessions(count) {
  const { CIFramework } = Microsoft;
  let id;
  for (let n = 0; n < count; n++) id = await CIFramework.createSession({ templateName: "msdyn_chat_session" });
  await CIFramework.requestFocusSession(id);
  await drawn();
}

const actions = {
  "a tab is opened": (CIF) => CIF.createTab({ templateName: "msdyn_search" }),
  "a tab is named": async (CIF) => CIF.setTabTitle(await CIF.getFocusedTab(), '{"title":"Another"}'),
  "the panel is minimized": (CIF) => CIF.setMode(0),
  "a message is shown": (CIF) => CIF.showGlobalNotification({ type: 2, level: 3, message: "Hi" }),
};

/** What is done, and drawn. */
export async function see(what) {
  await actions[what](Microsoft.CIFramework);
  await drawn();
}

const entries = () => [...document.querySelectorAll("[data-session-id]")];
const buttonOf = (entry) => document.querySelector(`[data-close-session="${entry.dataset.sessionId}"]`);

/** Of how many elements the browser looks at each frame whether they are in sight. */
export function watched() {
  const all = document.querySelectorAll("#open-sessions *");
  return [...all].filter((element) => getComputedStyle(element).contentVisibility === "auto").length;
}

/** Scrolls to the first session, the last one or the one in the middle. */
export async function scrollTo(place) {
  const all = entries();
  all[{ first: 0, middle: all.length >> 1, last: all.length - 1 }[place]].scrollIntoView();
  await drawn();
}

/** Sessions that do not stand where their place in the order says, or whose close button does not lie over them. */
export function misplaced() {
  const all = entries();
  const ids = Microsoft.Apm.getAllSessions();
  const middle = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return (top + bottom) / 2;
  };
  const [, first] = all;
  const step = middle(all[2]) - middle(first);
  const wrong = all.slice(1).filter((entry, at) => {
    const isInPlace = Math.abs(middle(entry) - middle(first) - at * step) < 1;
    return (
      entry.dataset.sessionId !== ids[at + 1] || !isInPlace || Math.abs(middle(buttonOf(entry)) - middle(entry)) > 1
    );
  });
  return wrong.map((entry) => entry.dataset.sessionId);
}

/** Closes every third session of the first 84. */
export async function closeSome() {
  for (let n = 3; n <= 84; n += 3) await Microsoft.Apm.getSession(`session-id-${n}`)?.close();
  await drawn();
}

/** So many sessions in place of those that are open, before anything is drawn. */
export async function resetAndOpen(count) {
  await cifEmulator.reset();
  for (let n = 0; n < count; n++) Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" });
  await drawn();
}
