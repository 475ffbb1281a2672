export async function attentionBadgeAndTooltip({ Apm, CIF }) {
  const own = async (who) => CIF.createSession({ templateName: "conf_plain", templateParameters: { extn_who: who } });
  const [a, b, c] = [await own("A"), await own("B"), await own("C")];
  await Apm.getSession("session-id-0").focus();
  await CIF.notifyNewActivity(a, 9);
  await CIF.notifyNewActivity(b, 10);
  await CIF.notifyKpiBreach(c, true);
}

export async function configure([settings, rows]) {
  const configuration = await (await fetch("config.json")).json();
  Object.assign(configuration.workspace, settings);
  for (const [table, more] of Object.entries(rows)) configuration[table] = [...(configuration[table] ?? []), ...more];
  await cifEmulator.reset({ config: JSON.stringify(configuration) });
}
