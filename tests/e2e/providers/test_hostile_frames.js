export function aPageWithoutAnOriginOfItsOwnIsRefused(source) {
  const frame = document.createElement("iframe");
  frame.id = "stranger";
  frame.setAttribute("sandbox", "allow-scripts");
  frame.src = source;
  document.body.append(frame);
}
