/**
 * The first script of the page: begins the downloads of the start before the rest of the page is loaded, and tells if the rest does not
 * come.
 */
import { beginDownloads } from "./border/boot/boot_manifest.js";
import { tellOfMissingScripts } from "./border/boot/missing_scripts.js";

tellOfMissingScripts();

// The inspector's own window needs nothing but scripts.
if (new URLSearchParams(location.search).get("inspector") !== "window") beginDownloads();
