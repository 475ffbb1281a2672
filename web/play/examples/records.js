const found = await Microsoft.CIFramework.searchAndOpenRecords(
  "contact",
  "?$select=fullname,telephone1&$filter=contains(fullname,'a')&$top=5",
  true,
);
for (const row of Object.values(JSON.parse(found))) console.log(row.fullname);
