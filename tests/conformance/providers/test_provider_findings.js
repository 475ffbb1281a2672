export async function actsWithCare({ CIF, refused }) {
  const handler = () => Promise.resolve();
  await CIF.addHandler("conf_twice", handler);
  await CIF.removeHandler("conf_twice", handler);
  await CIF.addHandler("conf_twice", handler);
  await CIF.addHandler("conf_twice", () => Promise.resolve());
  await refused(() => CIF.getSession("nobody"));
}
