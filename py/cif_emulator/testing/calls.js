/**
 * Finds the function by its path below window.Microsoft, or that of window.cifEmulator, calls it and awaits the result. Objects with a toJSON of their
 * own (sessions, tabs) say by it what is plain in them.
 */
export async function call([path, text]) {
  const mark = "$javascript";
  const unmarked = (_key, value) => {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, mark)) return value;
    return value[mark] === "map" ? new Map(value.entries) : Object.fromEntries(value.entries);
  };
  const marked = (_key, value) =>
    Object.prototype.toString.call(value) === "[object Map]" ? { [mark]: "map", entries: [...value] } : value;
  try {
    const names = path.split(".");
    const root = names[0] === "cifEmulator" ? window : window.Microsoft;
    const owner = names.slice(0, -1).reduce((object, name) => object[name], root);
    const result = await owner[names.at(-1)](...JSON.parse(text, unmarked));
    return JSON.stringify({ result: result === undefined ? null : result }, marked);
  } catch (error) {
    return JSON.stringify({
      refused: {
        message: String(error?.message ?? error),
        name: String(error?.name ?? typeof error),
        errorCode: error?.errorCode ?? null,
        stack: String(error?.stack ?? ""),
      },
    });
  }
}
