import { Badge, BadgeDefinition } from "@fluentui/web-components/badge/index.js";
import { Button, ButtonDefinition } from "@fluentui/web-components/button/index.js";
import { MessageBar, MessageBarDefinition } from "@fluentui/web-components/message-bar/index.js";
import { ProgressBar, ProgressBarDefinition } from "@fluentui/web-components/progress-bar/index.js";
import { Observable } from "@microsoft/fast-element/observable.js";

let registered = false;

/**
 * Each element asks to hear of changes of its definition, which would keep it, and all that it was ever in, as long as the page is there
 * (https://github.com/microsoft/fast/issues/7684). Ours do not change.
 * @param {object} definition
 */
function keepNoElements(definition) {
  Observable.getNotifier(definition).subscribe = () => {};
}

/**
 * Registers the Fluent elements that the templates use, each once. They come to life a microtask later, those
 * already on the page too.
 */
export function registerComponents() {
  if (registered) return;
  registered = true;
  Badge.define(BadgeDefinition, [keepNoElements]);
  Button.define(ButtonDefinition, [keepNoElements]);
  MessageBar.define(MessageBarDefinition, [keepNoElements]);
  ProgressBar.define(ProgressBarDefinition, [keepNoElements]);
}
