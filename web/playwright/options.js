/** The option `cifEmulator`: whether it is right, and what it says to the emulator's command. */

/** @typedef {import("./index.d.ts").EmulatorOptions} EmulatorOptions */
/** @typedef {Required<Pick<EmulatorOptions, "data" | "providers" | "faults" | "bootTimeout">> & EmulatorOptions} Checked */

const FORM =
  'use: { cifEmulator: { config: "workspace.toml", data: ["contact.csv"], providers: ["http://localhost:3000"] } }';

const isText = (/** @type {unknown} */ value) => typeof value === "string";
const isTexts = (/** @type {unknown} */ value) => Array.isArray(value) && value.every(isText);

/** @type {Record<string, { noun: string, isRight(value: unknown): boolean }>} */
const KEYS = {
  config: { noun: "a file's name", isRight: isText },
  data: { noun: "a list of files", isRight: isTexts },
  providers: { noun: "a list of addresses", isRight: isTexts },
  webResources: { noun: "a folder's name", isRight: isText },
  profile: { noun: "a profile's name", isRight: isText },
  faults: { noun: "a list of faults", isRight: Array.isArray },
  bootTimeout: { noun: "a number of milliseconds", isRight: (value) => Number(value) > 0 },
};

/** The option with its defaults. Throws where something is wrong, and says what. @param {EmulatorOptions} given */
function checkedOptions(given) {
  for (const [key, value] of Object.entries(given)) {
    const known = KEYS[key];
    if (!known)
      throw new Error(`cifEmulator: there is no ${key}, only ${Object.keys(KEYS).join(", ")}; right is ${FORM}`);
    if (value !== undefined && !known.isRight(value))
      throw new Error(`cifEmulator: ${key} is ${JSON.stringify(value)}; right is ${known.noun}, as in ${FORM}`);
  }
  return /** @type {Checked} */ ({ data: [], providers: [], faults: [], bootTimeout: 60_000, ...given });
}

/** What `cif-emulator serve` is told. @param {Checked} options */
function argumentsOf({ config, data, providers, webResources, profile }) {
  const each = (/** @type {string} */ option, /** @type {readonly string[]} */ values) =>
    values.flatMap((value) => [option, value]);
  return [
    ...each("--config", config === undefined ? [] : [config]),
    ...each("--data", data),
    ...each("--provider", providers),
    ...each("--web-resources", webResources === undefined ? [] : [webResources]),
    ...each("--profile", profile === undefined ? [] : [profile]),
  ];
}

module.exports = { checkedOptions, argumentsOf };
