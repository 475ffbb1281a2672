/** What hangs is an error that says where; an evaluation itself has no limit. */
const LIMIT_MS = 60_000;

export async function configuration() {
  const answer = await fetch("config.json", { signal: AbortSignal.timeout(LIMIT_MS) });
  return answer.text();
}

/** Have the browser look for another version; gives how far it came: kept, or not. */
export async function lookForNextVersion() {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  if (!next) return "none";
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new Error(`after ${LIMIT_MS} ms the new version is ${next.state}`));
    setTimeout(tooLate, LIMIT_MS);
    const look = () => next.state !== "installing" && resolve(next.state);
    next.addEventListener("statechange", look);
    look();
  });
}
