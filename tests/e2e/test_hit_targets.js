/** What is wrong with where things lie: what scrolls the document, and text of a control whose click lands elsewhere. */
export function misplaced() {
  const CONTROLS =
    "button, a[href], summary, [role=tab], [role=link], [role=button], [role=option], [role=menuitem], label";
  const faults = [];
  for (const element of [document.documentElement, document.body]) {
    for (const [size, room] of [
      ["scrollHeight", "clientHeight"],
      ["scrollWidth", "clientWidth"],
    ]) {
      if (element[size] > element[room])
        faults.push(`${element.tagName}.${size} is ${element[size]} in ${element[room]}`);
    }
  }
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const isDrawn = (element, box) =>
    box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const lands = (element, control) =>
    ["nearest", "center", "start", "end"].some((block) => {
      element.scrollIntoView({ block, inline: "nearest", behavior: "instant" });
      // Of a text on several lines, as tests click it, the first.
      const [box] = element.getClientRects();
      const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return hit !== null && (control.contains(hit) || control.control?.contains(hit));
    });
  const modal = document.querySelector("dialog[open]");
  for (const element of (modal ?? document).querySelectorAll("*")) {
    const control = element.closest(CONTROLS);
    if (!control || !ownText(element) || !isDrawn(element, element.getBoundingClientRect())) continue;
    // It waits above the page until the keyboard reaches it.
    if (control.classList.contains("skip")) continue;
    if (!lands(element, control))
      faults.push(`a click on "${element.textContent.trim()}" does not land in its ${control.tagName}`);
  }
  for (const element of document.querySelectorAll("*")) {
    const style = getComputedStyle(element);
    if (style.clipPath !== "inset(50%)" || style.position !== "absolute") continue;
    if (element.offsetParent !== element.parentElement) {
      faults.push(
        `the hidden text "${element.textContent.trim()}" lies in ${element.offsetParent?.className}, not in its parent`,
      );
    }
  }
  return faults;
}

export async function openSessionsAndAToast() {
  for (const customer of ["Ada", "A customer with a name that is longer than its entry on the rail"]) {
    const id = await Microsoft.CIFramework.createSession({
      templateName: "msdyn_chat_session",
      templateParameters: { customer },
    });
    await Microsoft.CIFramework.notifyNewActivity(id, 3);
  }
  void Microsoft.CIFramework.notifyEvent({ templateName: "msdyn_chat_incoming_unauthenticated" });
}
