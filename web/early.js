/**
 * The first script of the page says what only it can say: that another one has not come, or is damaged. As soon as the main script is
 * there, that one tells what fails.
 */

addEventListener(
  "error",
  (event) => {
    if ("cifEmulator" in window) return;
    const scripts = [.../** @type {NodeListOf<HTMLScriptElement>} */ (document.querySelectorAll("script[defer]"))];
    const missing = scripts.find((script) => script === event.target);
    const damaged = scripts.find(({ src }) => src === event.filename);
    if (missing) show(`${missing.getAttribute("src")} could not be fetched`);
    else if (damaged) show(`${damaged.getAttribute("src")} could not be run (${event.message})`);
  },
  // Events of elements do not bubble.
  { capture: true },
);

/** @param {string} why */
function show(why) {
  const card = document.querySelector(".boot-card");
  if (!card) return;
  card.classList.add("failure");
  card.setAttribute("role", "alert");
  const list = document.createElement("dl");
  list.append(
    ...termAndText("What failed", "Loading the page"),
    ...termAndText("Why", why),
    ...termAndText("What to do", "Check that the server is still running and has all files of the page."),
  );
  const again = Object.assign(document.createElement("a"), { href: location.href, textContent: "Try again" });
  const title = Object.assign(document.createElement("h1"), { textContent: "The workspace did not start" });
  card.replaceChildren(title, list, again);
}

/** @param {string} term @param {string} text */
const termAndText = (term, text) => [
  Object.assign(document.createElement("dt"), { textContent: term }),
  Object.assign(document.createElement("dd"), { textContent: text }),
];
