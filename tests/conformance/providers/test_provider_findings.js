export async function actsWithCare({ CIF, refused }) {
  const handler = () => Promise.resolve();
  await CIF.addHandler("conf_twice", handler);
  await CIF.removeHandler("conf_twice", handler);
  await CIF.addHandler("conf_twice", handler);
  await CIF.addHandler("conf_twice", () => Promise.resolve());
  await refused(() => CIF.getSession("nobody"));
}

export function fails() {
  setTimeout(() => {
    throw new TypeError("lost the line");
  });
  void Promise.reject(new Error("gave up"));
  for (let n = 0; n < 50; n++) console.error("wrote it itself", 5);
}
