/**
 * The first script of the page: begins the downloads of the start before the rest of the page is loaded.
 */
import { beginDownloads } from "./border/boot/boot_manifest.js";

beginDownloads();
