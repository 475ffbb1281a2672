/**
 * The inspector's tabs, in their order. A tab is a module that is named here.
 *
 * @import { InspectorTab } from "./inspector.js"
 */
import { callsTab } from "./calls_tab.js";
import { timelineTab } from "./timeline_tab.js";
import { tryTab } from "./try_tab.js";

/** @type {InspectorTab[]} */
export const tabs = [callsTab, timelineTab, tryTab];
