export async function thePolicyOfTheBuiltPageHolds(evil) {
  const broken = [];
  addEventListener("securitypolicyviolation", ({ effectiveDirective }) => broken.push(effectiveDirective));
  const add = (name, given) => document.body.append(Object.assign(document.createElement(name), given));
  add("script", { src: `${evil}/canary.js` });
  add("script", { textContent: "window.canary = 1" });
  add("object", { data: `${evil}/canary.svg`, type: "image/svg+xml" });
  document.head.append(Object.assign(document.createElement("base"), { href: evil }));
  const form = Object.assign(document.createElement("form"), { action: `${evil}/`, method: "post" });
  document.body.append(form);
  form.submit();
  await fetch(`${evil}/`).catch(() => {});
  while (broken.length < 6) await new Promise((resolve) => requestAnimationFrame(resolve));
  return [...new Set(broken)].sort();
}
