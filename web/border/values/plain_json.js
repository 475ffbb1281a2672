/** Plain data of our own as JSON text. */

/**
 * As `JSON.stringify`, which asks lists for a `toJSON` that libraries put on `Array.prototype` (Prototype 1.6).
 * @param {unknown} value numbers, texts, truth values, null, lists and objects of them; members that are undefined are left out
 * @returns {string}
 */
export function plainJson(value) {
  // Holes of a list are read as undefined.
  if (Array.isArray(value)) return `[${Array.from(value, plainJson).join(",")}]`;
  if (Object(value) !== value) return JSON.stringify(value) ?? "null";
  const members = Object.entries(/** @type {object} */ (value)).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${plainJson(member)}`).join(",")}}`;
}
