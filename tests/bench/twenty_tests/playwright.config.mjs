const launch = JSON.parse(process.env.LAUNCH ?? "{}");

export default { workers: 1, reporter: "./clock.mjs", use: { launchOptions: launch } };
