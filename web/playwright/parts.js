/** Parts of the page that tests speak of: the communication panel, toasts, faults. Described in `index.d.ts`. */

const { expect } = require("@playwright/test");

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("./index.d.ts").Panel} PanelMembers */
/** @typedef {import("./index.d.ts").Notification} NotificationMembers */
/** @typedef {import("./index.d.ts").Notifications} NotificationsMembers */
/** @typedef {import("./index.d.ts").Faults} FaultsMembers */

/** @implements {PanelMembers} */
class Panel {
  #page;

  constructor(/** @type {Page} */ page) {
    this.#page = page;
    this.region = page.getByRole("region", { name: "Communication panel", exact: true });
    this.toggle = this.region.getByRole("button", { name: "communication panel" });
  }

  async mode() {
    return /** @type {any} */ (await this.#page.locator("[data-zone=panel]").getAttribute("data-mode"));
  }
}

/** @implements {NotificationMembers} */
class Notification {
  constructor(/** @type {Locator} */ toast) {
    this.toast = toast;
  }

  async title() {
    return (await this.toast.getByRole("heading").textContent())?.trim() ?? "";
  }

  accept() {
    return this.#answer("accept");
  }

  reject() {
    return this.#answer("reject");
  }

  async #answer(/** @type {string} */ answer) {
    const number = await this.toast.getAttribute("data-notification-id");
    await this.toast.locator(`[data-answer=${answer}]`).click();
    await expect(this.toast.page().locator(`[data-notification-id="${number}"]`)).toHaveCount(0);
  }
}

/** @implements {NotificationsMembers} */
class Notifications {
  #page;

  constructor(/** @type {Page} */ page) {
    this.#page = page;
    this.toasts = page.getByRole("region", { name: "Notifications", exact: true }).getByRole("alertdialog");
  }

  at(/** @type {number | string} */ which) {
    if (typeof which === "number") return new Notification(this.toasts.nth(which));
    const heading = this.#page.getByRole("heading", { name: which, exact: true });
    return new Notification(this.toasts.filter({ has: heading }));
  }

  count() {
    return this.toasts.count();
  }
}

/** @implements {FaultsMembers} */
class Faults {
  #page;

  constructor(/** @type {Page} */ page) {
    this.#page = page;
  }

  add(/** @type {CifEmulator.FaultInput} */ fault) {
    return this.#page.evaluate((given) => window.cifEmulator.faults.add(given), fault);
  }

  list() {
    return this.#page.evaluate(() => window.cifEmulator.faults.list());
  }

  clear() {
    return this.#page.evaluate(() => window.cifEmulator.faults.clear());
  }
}

module.exports = { Panel, Notifications, Faults };
