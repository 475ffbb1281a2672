/** What every script finds. A refusal is told as clients read it; `heard` keeps what handlers were given. */
export function tools() {
  const CIF = window.Microsoft?.CIFramework;
  const refused = async (call) => {
    try {
      return { result: await call() };
    } catch (error) {
      const { message, errorMsg, errorCode, msdyn_name, n, details } = error;
      return { isMap: error instanceof Map, message, errorMsg, errorCode, msdyn_name, n, details };
    }
  };
  const listen = async (name, answer = () => Promise.resolve(true), key = name) => {
    window.heard ??= {};
    window.heard[key] ??= [];
    const heard = window.heard[key];
    const handler = (...given) => {
      heard.push(given[0]);
      return answer(...given);
    };
    await CIF.addHandler(name, handler);
    return handler;
  };
  const open = (who, more = {}) =>
    CIF.createSession({ templateName: "conf_call", templateParameters: { customer: who }, ...more });
  return { CIF, refused, listen, open };
}

/** What came with an event until now: Maps as pairs, JSON texts parsed. */
export function heard(name) {
  return (window.heard?.[name] ?? []).map((given) => {
    if (given instanceof Map) return { map: [...given] };
    return typeof given === "string" && given.startsWith("{") ? JSON.parse(given) : given;
  });
}

/** Start the page with other settings, providers or presences than those of its configuration. */
export async function configure(change) {
  const configuration = JSON.parse(await (await fetch("config.json")).text());
  Object.assign(configuration.workspace, change.workspace ?? {});
  for (const part of ["provider", "presence"]) if (change[part]) configuration[part] = change[part];
  await cifEmulator.reset({ config: JSON.stringify(configuration) });
}
