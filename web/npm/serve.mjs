// Starts the server from within Node.

import { runCommand } from "./command.mjs";

/**
 * Serve the workspace on a free port, as `cif-emulator serve` does with these words. Rejects with what the command says where it
 * refuses them.
 * @param {string[]} [words] such as `["--config", "workspace.toml"]`
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} the workspace's address, with a slash at its end
 */
export async function startServer(words = []) {
  /** @type {() => void} */
  let end = () => {};
  const until = new Promise((resolve) => (end = () => resolve(undefined)));
  let said = "";
  let problem = "";
  return new Promise((resolve, reject) => {
    const done = runCommand(["serve", "--port", "0", "--json", ...words], {
      until,
      onOutput(stream, text) {
        if (stream === 2) {
          problem += text;
          return;
        }
        said += text;
        if (!said.includes("\n")) return;
        const close = async () => {
          end();
          await done;
        };
        resolve({ url: JSON.parse(said).url, close });
      },
    });
    done.then((code) => reject(new Error(problem.trim() || `cif-emulator serve ended with exit code ${code}`)), reject);
  });
}
