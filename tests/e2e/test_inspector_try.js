/** In one task: the form of the method that is chosen has no time to be drawn. */
export function chooseAndSubmit(form) {
  const select = form.querySelector("select[aria-label=Method]");
  select.value = "Microsoft.CIFramework.getWidth";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  form.requestSubmit();
}
