// Asks for a provider's page as a browser would.

/** Milliseconds; a page that is slower than this is told of as silent, and may still come. */
const PATIENCE = 5000;

/**
 * Where a request ends after redirections; throws with `code` as the system names the reason.
 * @param {string} url
 * @returns {Promise<{ url: string, status: number, headers: [string, string][] }>}
 */
export async function lookAt(url) {
  try {
    const headers = { Accept: "text/html", "Sec-Fetch-Dest": "iframe" };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) });
    await answer.body?.cancel();
    return { url: answer.url, status: answer.status, headers: [...answer.headers] };
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    throw error.name === "TimeoutError"
      ? Object.assign(new Error("time-out"), { code: "ETIMEDOUT" })
      : (error.cause ?? error);
  }
}
