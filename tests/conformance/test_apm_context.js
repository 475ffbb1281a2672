export async function contextSetAndDelete({ Apm, openPlain }) {
  const session = Apm.getSession(await openPlain({ a: "1" }));
  const context = await session.getContext();
  const snapshot = await session.getContext();
  await context.set("b", { deep: [1] });
  context.delete("a");
  return [context.parameters, snapshot.parameters, (await session.getContext()).parameters];
}
