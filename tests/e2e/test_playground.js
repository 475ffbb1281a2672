/** Ways from a script of a link to the site that it is opened on; what each came to. */
export async function attempts(site) {
  const ways = {
    parent: () => parent.document.title,
    top: () => top.location.href,
    opener: () => parent.frames[0].parent.document,
    localStorage: () => localStorage.length,
    sessionStorage: () => sessionStorage.length,
    cookies: () => document.cookie,
    database: () =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("cif-emulator");
        request.onsuccess = resolve;
        request.onerror = () => reject(request.error);
      }),
    configuration: async () => (await fetch(`${site}config.json`)).text(),
    otherHost: async () => (await fetch("https://example.com/", { mode: "no-cors" })).type,
    workspace: () => {
      if (cifEmulator.state().title === "Secret") return "seen";
      throw new Error("it is another one");
    },
  };
  const told = {};
  for (const [name, way] of Object.entries(ways)) {
    told[name] = await Promise.resolve()
      .then(way)
      .then(
        (value) => `reached ${value}`,
        () => "refused",
      );
  }
  return told;
}

/** What axe finds in the page itself; the workspace in its frame has tests of its own. */
export async function violations() {
  const { violations } = await window.axe.run({ exclude: ["iframe"] }, { iframes: false });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
