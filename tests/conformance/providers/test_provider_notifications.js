export function outside() {
  window.outside = [];
  window.browsersOwn = window.Notification;
  window.Notification = class extends EventTarget {
    static permission = "granted";
    constructor(title) {
      super();
      window.outside.push(title);
    }
    close() {
      window.outside.push("closed");
    }
  };
}
