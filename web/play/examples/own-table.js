const { entities } = await Xrm.WebApi.retrieveMultipleRecords("own_printer", "?$select=own_name,own_floor&$filter=own_floor eq 2");
for (const printer of entities) console.log(printer.own_name, "on floor", printer.own_floor);
await Xrm.Navigation.openForm({ entityName: "own_printer", entityId: entities[0].own_printerid });
