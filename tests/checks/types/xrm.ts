// Every method of Xrm that the emulator has, as it is meant to be called and as it is not.

const CONTACT = "0a0b0c0d-1111-2222-3333-444455556666";

async function records(): Promise<void> {
  const created = await Xrm.WebApi.createRecord("contact", { lastname: "Ada" });
  const contact = await Xrm.WebApi.retrieveRecord(created.entityType, created.id, "?$select=fullname");
  const found = await Xrm.WebApi.retrieveMultipleRecords("contact", "?$top=3", 2);
  const next: string | undefined = found.nextLink;
  await Xrm.WebApi.updateRecord("contact", created.id, { lastname: "Eve" });
  await Xrm.WebApi.deleteRecord("contact", created.id);
  const available: boolean = Xrm.WebApi.isAvailableOffline("contact");
  console.log(contact.fullname.length, found.entities[0].fullname, next);

  await Xrm.WebApi.online.createRecord("contact", { lastname: "Ada" });
  await Xrm.WebApi.online.retrieveRecord("contact", CONTACT);
  await Xrm.WebApi.online.retrieveMultipleRecords("contact");
  await Xrm.WebApi.online.updateRecord("contact", CONTACT, {});
  await Xrm.WebApi.online.deleteRecord("contact", CONTACT);

  // @ts-expect-error the columns are missing
  await Xrm.WebApi.createRecord("contact");
  // @ts-expect-error an id is a text
  await Xrm.WebApi.retrieveRecord("contact", 5);
  // @ts-expect-error what was found is in its entities
  found.length;
  // @ts-expect-error there is no such method
  Xrm.WebApi.online.executeAll({});
}

async function navigation(): Promise<void> {
  const { savedEntityReference } = await Xrm.Navigation.openForm({ entityName: "contact", entityId: CONTACT });
  await Xrm.Navigation.navigateTo({ pageType: "entityrecord", entityName: "contact" }, { target: 1 });
  await Xrm.Navigation.openUrl("https://example.com");
  await Xrm.Navigation.openWebResource("own.html", null, "data");
  console.log(savedEntityReference[0]?.entityType);

  // @ts-expect-error the table is missing
  await Xrm.Navigation.openForm({ entityId: CONTACT });
  // @ts-expect-error the kind of page is missing
  await Xrm.Navigation.navigateTo({ entityName: "contact" });
  // @ts-expect-error an address is a text
  await Xrm.Navigation.openUrl(new URL("https://example.com"));
}

async function context(): Promise<void> {
  const globalContext: Xrm.GlobalContext = Xrm.Utility.getGlobalContext();
  const user: string = globalContext.userSettings.userId + globalContext.userSettings.userName;
  const numbers: number = globalContext.userSettings.languageId + globalContext.userSettings.getTimeZoneOffsetMinutes();
  const offset: number = globalContext.getTimeZoneOffsetMinutes() + Xrm.App.sidePanes.state;
  const roles: string[] = globalContext.userSettings.securityRoles;
  const firstRole: string | undefined = globalContext.userSettings.roles.get(0)?.name;
  const countOfRoles: number = globalContext.userSettings.roles.getLength();
  const currency: string | undefined = globalContext.userSettings.transactionCurrency?.name;
  const currencyIds: (string | null)[] = [globalContext.userSettings.transactionCurrencyId, globalContext.organizationSettings.baseCurrencyId];
  const base: string | undefined = globalContext.organizationSettings.baseCurrency?.id;
  const before: string = globalContext.organizationSettings.defaultCountryCode + globalContext.organizationSettings.attributes.name;
  const pattern: string = globalContext.userSettings.dateFormattingInfo.ShortDatePattern;
  const namesOfRoles: string[] = globalContext.userSettings.roles.map((role) => role.name);
  const home: string | null = globalContext.userSettings.defaultDashboardId;
  const privileges: string[] = globalContext.userSettings.securityRolePrivileges;
  const seen: boolean = globalContext.userSettings.isHighContrastEnabled || globalContext.userSettings.isGuidedHelpEnabled;
  const trial: boolean = globalContext.organizationSettings.isTrialOrganization;
  const end: string | null = globalContext.organizationSettings.organizationExpiryDate;
  const skype: boolean = globalContext.organizationSettings.useSkypeProtocol;
  const order: number = globalContext.organizationSettings.fullNameConventionCode;
  const fromTheRight: boolean = globalContext.userSettings.isRTL;
  const organisation: string = globalContext.organizationSettings.organizationId + globalContext.organizationSettings.uniqueName;
  const place: string = globalContext.organizationSettings.organizationGeo + globalContext.organizationSettings.languageId;
  const saves: boolean = globalContext.organizationSettings.isAutoSaveEnabled;
  const client: string = globalContext.client.getClient() + globalContext.client.getClientState();
  const desktop: boolean = globalContext.client.getFormFactor() === 1 && globalContext.client.isNetworkAvailable();
  const offline: boolean = globalContext.client.isOffline() || globalContext.isOnPremises();
  const address: string = globalContext.getClientUrl() + globalContext.prependOrgName("/own");
  const version: string = globalContext.getVersion();
  const resource: string = globalContext.getWebResourceUrl("own.html");
  const app: string = globalContext.getCurrentAppUrl() + (await globalContext.getCurrentAppName());
  const { displayName } = await globalContext.getCurrentAppProperties();
  const setting: unknown = globalContext.getCurrentAppSetting("own_setting");
  await globalContext.saveSettingValue("own_setting", true);
  console.log(user, numbers, offset, roles, namesOfRoles, home, privileges, seen, trial, end, skype, order, fromTheRight, organisation, place, saves, client, desktop, offline, address, version);
  const byOldName: Xrm.GlobalContext = Xrm.Page.context;
  console.log(byOldName.getClientUrl());
  console.log(globalContext.getUserId(), globalContext.getUserName(), globalContext.getUserLcid(), globalContext.getUserRoles().length);
  console.log(globalContext.getOrgUniqueName(), globalContext.getOrgLcid());
  const refused: (...ignored: unknown[]) => never = Xrm.Internal.isUci;
  console.log(refused);
  console.log(resource, app, displayName.length, setting, window.Xrm.Utility.getGlobalContext().getVersion());

  // @ts-expect-error it cannot be assigned
  globalContext.userSettings.userName = "Eve";
  // @ts-expect-error a value is needed
  await globalContext.saveSettingValue("own_setting");
  // @ts-expect-error a promise is no text
  const name: string = globalContext.getCurrentAppName();
  // @ts-expect-error there is no such property
  globalContext.userSettings.userid;
  console.log(name);
}

void [records, navigation, context];
