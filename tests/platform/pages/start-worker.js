new Worker("/report.js", { type: "module" });
