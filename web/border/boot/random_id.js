/**
 * A unique text. `crypto.randomUUID` exists in secure contexts only.
 */
export const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join("-");
