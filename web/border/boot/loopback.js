/**
 * Whether the page is served by the machine itself: bytes cost nothing then.
 */

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** @param {string} hostname */
export const isLoopback = (hostname) => LOOPBACK.test(hostname);
