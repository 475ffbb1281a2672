import { atRoot } from "./icons.js";

/**
 * @import { NotificationView } from "../generated/snapshot"
 *
 * @typedef {object} DesktopNotifications
 * @property {(notifications: NotificationView[]) => void} follow shows the new ones of these that ask for it,
 *   where the reader has allowed it, and takes away those that are gone
 * @property {(id: string) => boolean} canAsk whether a toast that was to be shown could not be, because the
 *   reader has not been asked yet
 * @property {() => Promise<void>} ask asks the reader; to be called from a click only
 */

/** @param {NotificationView} notification */
const bodyOf = ({ fields }) => fields.map(({ label, value }) => `${label}: ${value}`).join("\n");

/** Desktops do not draw SVG. @param {string} path */
const isPicture = (path) => /^\/(?![/\\]).*\.(png|jpe?g|gif|webp|ico)$/i.test(path);

/**
 * The browser's own notifications beside the toasts. They have no buttons: a click brings the page to the
 * front, where the toast waits.
 *
 * @param {(id: string) => void} whenClicked hears which one
 * @returns {DesktopNotifications}
 */
export function createDesktopNotifications(whenClicked) {
  /** Ids of toasts that ask for it, or have: some only while nobody looks at the page. @type {Set<string>} */
  let wanting = new Set();
  /** By the toast's id; null where the browser refused. @type {Map<string, Notification | null>} */
  const shown = new Map();
  /** As last looked up: the browser takes its time to say it. @type {NotificationPermission} */
  let permission = "denied";

  function lookUpPermission() {
    permission = typeof Notification === "undefined" ? "denied" : Notification.permission;
  }

  /** @param {NotificationView} notification */
  function open(notification) {
    try {
      const { title, icon } = notification;
      const opened = new Notification(title, {
        body: bodyOf(notification),
        requireInteraction: true,
        ...(isPicture(icon) ? { icon: atRoot(icon) } : {}),
      });
      opened.addEventListener("click", () => {
        window.focus();
        opened.close();
        whenClicked(notification.id);
      });
      return opened;
    } catch {
      // Some browsers allow it to service workers only; the toast is there all the same.
      return null;
    }
  }

  return {
    follow(notifications) {
      const wanted = notifications.filter(({ desktop }) => desktop);
      if (wanted.some(({ id }) => !wanting.has(id))) lookUpPermission();
      wanting = new Set(notifications.filter(({ id, desktop }) => desktop || wanting.has(id)).map(({ id }) => id));
      if (permission === "granted")
        for (const notification of wanted)
          if (!shown.has(notification.id)) shown.set(notification.id, open(notification));
      for (const [id, notification] of shown) {
        if (wanted.some((still) => still.id === id)) continue;
        notification?.close();
        shown.delete(id);
      }
    },
    canAsk: (id) => permission === "default" && wanting.has(id),
    async ask() {
      permission = await Notification.requestPermission();
    },
  };
}
