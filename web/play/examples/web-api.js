const { id } = await Xrm.WebApi.createRecord("contact", { firstname: "Grace", lastname: "Hopper" });
await Xrm.WebApi.updateRecord("contact", id, { jobtitle: "Rear admiral" });
const contact = await Xrm.WebApi.retrieveRecord("contact", id, "?$select=fullname,jobtitle");
console.log(contact.fullname, "·", contact.jobtitle);
