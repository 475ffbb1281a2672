export async function aSectionIsForItsTabOnlyAndWins({ Apm, CIF, PERSON }) {
  const id = await CIF.createSession({
    templateName: "conf_call",
    templateParameters: {
      customer: "C",
      searchQ: "global",
      customerRecordId: "none",
      conf_record: { entityId: PERSON },
      conf_site: { searchQ: "own" },
      "Conformance pinned": { customer: "by display name" },
    },
  });
  const session = Apm.getSession(id);
  const context = await session.getContext();
  const [record, site, pinned] = session.getAllTabs();
  return [
    context.getTabContext(record).entityId,
    context.getTabContext(site).url,
    session.getTab(pinned).title,
    session.title,
    Object.keys(context.parameters).sort(),
  ];
}
