/** What was thrown, as text: it may be anything, and reading it may throw again. */

/** @param {unknown} thrown */
export function textOfThrown(thrown) {
  try {
    const message = thrown instanceof Error ? thrown.message : thrown;
    return String(message).slice(0, 200).toWellFormed();
  } catch {
    return "something that cannot be written as text";
  }
}

/** The stack of an error, with its message in most browsers; "" where there is none. @param {unknown} thrown */
export function stackOfThrown(thrown) {
  try {
    const stack = thrown instanceof Error ? thrown.stack : "";
    return typeof stack === "string" ? stack.toWellFormed() : "";
  } catch {
    return "";
  }
}
