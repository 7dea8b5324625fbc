/**
 * The clients of the AWS SDK describe every operation and error of their service, and esbuild keeps them all, since it cannot tell that keys like
 * `[_e]` come from constants and that an error which nobody looks for need not be registered: then the SDK throws the service's general error, of
 * the same name and message. lib/store looks for DynamoDB's errors, which stay.
 */
const { readFile } = require('node:fs/promises');

const SCHEMAS = /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const CONSTANT = /^const (\w+) = ("[^"]*");$/gm;

function withoutEffects(text, keepsErrors) {
  const constants = new Map(
    Array.from(text.matchAll(CONSTANT), ([, name, value]) => [name, value]),
  );
  const literal = text.replace(/\[(\w+)\]:/g, (key, name) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
  return keepsErrors
    ? literal
    : literal.replace(/^n0_registry\.registerError\(/gm, '/* @__PURE__ */ $&');
}

module.exports = [
  {
    name: 'aws-operations-that-are-used',
    setup: ({ onLoad }) =>
      onLoad({ filter: SCHEMAS }, async ({ path }) => ({
        contents: withoutEffects(await readFile(path, 'utf8'), path.includes('client-dynamodb')),
      })),
  },
];
