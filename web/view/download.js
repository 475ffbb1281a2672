/**
 * Gives the reader a file.
 *
 * @param {string} name
 * @param {string} text of a zip file in Base64
 */
export function download(name, text) {
  const link = document.createElement("a");
  const blob = name.endsWith(".zip")
    ? new Blob([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], { type: "application/zip" })
    : new Blob([text], { type: "application/json" });
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
