export async function conversation({ CIF, open }) {
  const id = await open("Ada");
  const conversationId = (await CIF.getSession(id)).get("conversationId");

  return { id, conversationId };
}

export async function eventsAreRows({ CIF, open }) {
  const { id, conversationId } = await conversation({ CIF, open });
  const data = {
    conversationId,
    providerSessionId: "p-1",
    clientSessionId: id,
    participantId: "u-1",
    events: [
      {
        kpiEventName: "conf_CallStarted",
        kpiEventReason: "rang",
        eventTimestamp: "2024-05-01T08:30:00Z",
        additionalData: "more",
        externalCorrelationId: "x-1",
        customData: [{ attribute: "Attribute 1", value: "one" }],
      },
      { kpiEventName: "second" },
    ],
  };
  const text = await CIF.logAnalyticsEvent(data, "conf_CallStarted", "0a0b0c0d-1111-2222-3333-444455556666");
  return { isText: typeof text, conversationId };
}

export async function wrongEventsAreRefused({ CIF, open, refused }) {
  const { conversationId } = await conversation({ CIF, open });
  const base = { conversationId, providerSessionId: "p-2" };
  const event = { kpiEventName: "e" };
  const calls = [
    [{ ...base, events: [event] }, "no_such_definition"],
    [{ ...base }, "conf_CallStarted"],
    [{ ...base, events: [] }, "conf_CallStarted"],
    [{ ...base, events: [event, {}] }, "conf_CallStarted"],
    [{ ...base, events: [{ ...event, additionalData: "x".repeat(2001) }] }, "conf_CallStarted"],
    [{ ...base, events: [event] }],
    [],
    [5, "conf_CallStarted"],
  ];
  return Promise.all(calls.map(async (args) => (await refused(() => CIF.logAnalyticsEvent(...args))).message));
}
