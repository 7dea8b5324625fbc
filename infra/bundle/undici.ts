/**
 * In the bundles of the functions this stands for undici, which @elastic/transport loads even
 * where, as here, Node's own HTTP client is used instead (lib/elasticsearch/client.ts).
 */
function unused(): never {
  throw new Error('undici is not packaged');
}

export { unused as buildConnector, unused as Pool };
