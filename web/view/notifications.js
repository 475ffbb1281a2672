import { render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { createDesktopNotifications } from "./desktop_notification.js";
import { paintSurface } from "./theme.js";
import { toast } from "./toast.js";

/**
 * @import { NotificationView } from "../generated/snapshot"
 * @import { AgentAction } from "./workspace.js"
 */

/** How often the countdowns are drawn. */
const TICK_MS = 250;

/** What had the focus before F8 moved it to the toasts. @type {HTMLElement | null} */
let cameFrom = null;
let listening = false;

const newestToast = () =>
  /** @type {HTMLElement | null} */ (document.querySelector(".notifications > .toast:last-of-type"));

function goBack() {
  const target = cameFrom?.isConnected ? cameFrom : document.getElementById("page-content");
  cameFrom = null;
  target?.focus();
}

/**
 * F8 moves the focus to the newest toast, to the toast and not to a button of it: a key pressed a moment too
 * late must not answer. F8 or Escape inside moves it back.
 *
 * @param {KeyboardEvent} event
 */
function moveFocus(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
  const inside = document.activeElement?.closest(".notifications") !== null;
  if (inside && (event.key === "F8" || event.key === "Escape")) {
    event.preventDefault();
    goBack();
  } else if (event.key === "F8" && newestToast()) {
    event.preventDefault();
    cameFrom = /** @type {HTMLElement | null} */ (document.activeElement);
    newestToast()?.focus();
  }
}

/** To be called when the toast that had the focus is gone. */
export function focusAfterToast() {
  const next = newestToast();
  if (next) next.focus();
  else goBack();
}

/**
 * The toasts. They have the Fluent tokens of their own theme, whatever the page's is, and are drawn apart
 * from the rest: a second that has passed is no reason to draw the whole page.
 *
 * @param {AgentAction} act
 */
export function createNotifications(act) {
  /** @type {NotificationView[]} */
  let shown = [];
  /** @type {HTMLElement | null} */
  let region = null;
  /** Milliseconds that each toast had when it came: the whole of its ring. @type {Map<string, number>} */
  let wholes = new Map();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;
  const desktop = createDesktopNotifications((id) => {
    const toasts = /** @type {HTMLElement[]} */ ([...(region?.querySelectorAll(".toast") ?? [])]);
    toasts.find((toast) => toast.dataset.notificationId === id)?.focus();
  });
  if (!listening) document.addEventListener("keydown", moveFocus);
  listening = true;

  async function askForDesktop() {
    await desktop.ask();
    desktop.follow(shown);
    draw();
  }

  /** @param {NotificationView} notification @param {number} now */
  function toastOf(notification, now) {
    const { id, endsAt } = notification;
    const left = Math.max(0, endsAt - now);
    const countdown = { seconds: Math.ceil(left / 1000), rest: left / (wholes.get(id) || 1) };
    return toast(notification, countdown, desktop.canAsk(id) ? askForDesktop : null, act);
  }

  function draw() {
    if (!region) return;
    const now = Date.now();
    wholes = new Map(shown.map(({ id, endsAt }) => [id, wholes.get(id) ?? endsAt - now]));
    render(
      repeat(
        shown,
        ({ id }) => id,
        (notification) => toastOf(notification, now),
      ),
      region,
    );
    for (const unpainted of region.querySelectorAll(".toast:not([data-fluent-theme])"))
      paintSurface(/** @type {HTMLElement} */ (unpainted));
  }

  function tick() {
    if (region?.isConnected) {
      draw();
      return;
    }
    // The view is gone, and nobody will tell it that its toasts are.
    clearInterval(ticking);
    desktop.follow([]);
  }

  function tickWhileShown() {
    if (shown.length > 0) {
      ticking ??= setInterval(tick, TICK_MS);
      return;
    }
    clearInterval(ticking);
    ticking = undefined;
  }

  /**
   * @param {HTMLElement} where the region
   * @param {NotificationView[]} notifications newest last
   */
  return function show(where, notifications) {
    region = where;
    if (shown.length === 0 && notifications.length === 0) return;
    shown = notifications;
    desktop.follow(notifications);
    draw();
    tickWhileShown();
  };
}
