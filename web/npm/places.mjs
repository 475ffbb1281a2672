// Where archives lie inside; Python finds modules in them by their paths.

/** The command's own sources. */
export const OWN = "/lib/cif_emulator.zip";
/** The packages that it needs, compiled. */
export const PACKAGES = "/lib/cif_emulator_packages.zip";
