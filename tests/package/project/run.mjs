import * as smolml from "smolml";
import * as pure from "smolml/pure";
import trainXor from "./train-xor.cjs";

console.log(JSON.stringify([trainXor(smolml), trainXor(pure)]));
