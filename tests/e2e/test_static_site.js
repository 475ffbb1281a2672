/** What hangs is an error that says where; an evaluation itself has no limit. */
const LIMIT_MS = 60_000;

export async function configuration() {
  const answer = await fetch("config.json", { signal: AbortSignal.timeout(LIMIT_MS) });
  return answer.text();
}

/** Rejects at the limit, and says how far it came. */
const tooLate = (state) =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`after ${LIMIT_MS} ms ${state()}`)), LIMIT_MS));

/** Have the browser look for another version; gives how far it came: kept, or not. */
export async function lookForNextVersion() {
  const registration = await navigator.serviceWorker.getRegistration();
  await Promise.race([registration.update(), tooLate(() => "the browser still looks for another version")]);
  const next = registration.installing ?? registration.waiting;
  if (!next) return "none";
  const kept = new Promise((resolve) => {
    const look = () => next.state !== "installing" && resolve(next.state);
    next.addEventListener("statechange", look);
    look();
  });
  return Promise.race([kept, tooLate(() => `the new version is ${next.state}`)]);
}
