// Opens an address in the browser that the user has chosen.

import { spawn } from "node:child_process";

/** @type {Partial<Record<NodeJS.Platform, string[]>>} the program and what comes before the address */
const OPENERS = { darwin: ["open"], win32: ["rundll32", "url.dll,FileProtocolHandler"] };

/** @returns {(address: string) => void} */
export function browserOpener(platform = process.platform) {
  const [program, ...before] = OPENERS[platform] ?? ["xdg-open"];
  return (address) => {
    const opened = spawn(program, [...before, address], { detached: true, stdio: "ignore" });
    // A machine without one: the address is printed anyway.
    opened.on("error", () => {});
    opened.unref();
  };
}
