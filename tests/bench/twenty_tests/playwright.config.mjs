const launch = JSON.parse(process.env.LAUNCH ?? "{}");

export default { workers: 1, reporter: [["./clock.mjs"], ["line"]], use: { launchOptions: launch } };
