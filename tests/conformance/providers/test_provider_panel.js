export async function eachSessionHasItsMode({ CIF, open }) {
  await CIF.createSession({ templateName: "conf_small", templateParameters: { customer: "Ada" } });
  const modes = [await CIF.getMode()];
  await CIF.createSession({ templateName: "conf_hidden", templateParameters: { customer: "Grace" } });
  modes.push(await CIF.getMode());
  await open("Linus");
  modes.push(await CIF.getMode(), await CIF.setMode(0));
  return modes;
}
