console.log("before:", await Microsoft.CIFramework.getPresence());
await Microsoft.CIFramework.setPresence("Busy");
console.log("after:", await Microsoft.CIFramework.getPresence());
