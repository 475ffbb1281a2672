/** Where the archive of the command's packages lies inside; Python finds modules in it by its path. */
export const PACKAGES = "/lib/cif_emulator.zip";
