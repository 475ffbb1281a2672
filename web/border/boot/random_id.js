/**
 * A text that no other is like. `crypto.randomUUID` would do, but is there in secure contexts alone.
 */
export const randomId = () =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (number) => number.toString(36)).join("-");
