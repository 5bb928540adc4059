const meet = async () => {
  const copies = {
    "smolml (CommonJS)": require("smolml"),
    "smolml/pure (CommonJS)": require("smolml/pure"),
    "smolml (ES module)": await import("smolml"),
    "smolml/pure (ES module)": await import("smolml/pure"),
  };
  const saidOf = (own, other) => {
    try {
      new own.MLArray([1]).add(new other.MLArray([2]));
      return "none";
    } catch (error) {
      return error.message;
    }
  };
  const entries = Object.entries(copies);
  return Object.fromEntries(
    entries.map(([name, own]) => [
      name,
      Object.fromEntries(entries.map(([otherName, other]) => [otherName, saidOf(own, other)])),
    ]),
  );
};

module.exports = meet;
if (require.main === module) meet().then((said) => console.log(JSON.stringify(said)));
