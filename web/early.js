/**
 * The first script of the page: what the start needs is under way before the rest of the page is loaded.
 */
import { beginDownloads } from "./border/boot/boot_manifest.js";

beginDownloads();
