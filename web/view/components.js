import { Badge, BadgeDefinition } from "@fluentui/web-components/badge/index.js";
import { Button, ButtonDefinition } from "@fluentui/web-components/button/index.js";
import { MessageBar, MessageBarDefinition } from "@fluentui/web-components/message-bar/index.js";
import { ProgressBar, ProgressBarDefinition } from "@fluentui/web-components/progress-bar/index.js";

let registered = false;

/**
 * Registers the Fluent elements that the templates use, each once. They come to life a microtask later, those
 * already on the page too.
 */
export function registerComponents() {
  if (registered) return;
  registered = true;
  Badge.define(BadgeDefinition);
  Button.define(ButtonDefinition);
  MessageBar.define(MessageBarDefinition);
  ProgressBar.define(ProgressBarDefinition);
}
