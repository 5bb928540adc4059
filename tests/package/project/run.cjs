const trainXor = require("./train-xor.cjs");

console.log(JSON.stringify([trainXor(require("smolml")), trainXor(require("smolml/pure"))]));
