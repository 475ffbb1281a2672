export async function nextVersion() {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  await new Promise((resolve, reject) => {
    const look = () => {
      if (["installed", "activating", "activated"].includes(next.state)) resolve();
      if (next.state === "redundant") reject(new Error("the new version could not be kept"));
    };
    next.addEventListener("statechange", look);
    look();
  });
}

export async function filesOfAnotherVersionAreNotTaken() {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const next = registration.installing ?? registration.waiting;
  if (!next) return "none";
  await new Promise((resolve) => {
    const look = () => ["installed", "redundant"].includes(next.state) && resolve();
    next.addEventListener("statechange", look);
    look();
  });
  return next.state;
}
