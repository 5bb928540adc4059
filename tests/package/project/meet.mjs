import meet from "./meet.cjs";

console.log(JSON.stringify(await meet()));
