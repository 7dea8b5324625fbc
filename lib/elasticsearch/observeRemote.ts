/** Asks a remote cluster itself, at HTTP addresses of its own. */
import type { RemoteFacts } from '../facts.ts';
import { ask } from './answer.ts';
import { apiKeysRequest } from './apiKeys.ts';
import { askOneOf, firstValue, isReached } from './askOneOf.ts';
import { askCertificates } from './certificates.ts';
import type { NodeClient } from './client.ts';
import { licenseRequest } from './license.ts';
import { nodeName } from './nodeName.ts';
import { nodesRequest } from './nodes.ts';
import { type ClusterAccess, closeClients, createClients, type ObserveOptions } from './observeLocal.ts';
import { rootInfoRequest } from './rootInfo.ts';

async function factsOf(clients: readonly NodeClient[], signal: AbortSignal | undefined): Promise<RemoteFacts> {
  const options = { signal };
  const asked = await Promise.all(clients.map(async (client) => ({ client, root: await ask(client, rootInfoRequest, options) })));
  const reached = asked.filter(({ root }) => isReached(root));
  const reachedClients = reached.map(({ client }) => client);
  const named = reached.map(({ client, root }) => ({ client, name: nodeName(root, client.url) }));
  // Two at a time: each more would open another connection, which costs both sides more than to wait.
  const [nodes, certificates] = await Promise.all([askOneOf(reachedClients, nodesRequest, options), askCertificates(named, options)]);
  const [apiKeys, license] = await Promise.all([
    askOneOf(reachedClients, apiKeysRequest, options),
    askOneOf(reachedClients, licenseRequest, options),
  ]);
  const roots = asked.map(({ root }) => root);
  return { root: firstValue(roots, 'The remote cluster has no HTTP address'), nodes, apiKeys, certificates, license };
}

/** Its clients are closed again before it returns. Throws ConfigurationError for an unusable URL or CA, nothing else. */
export async function observeRemote(access: ClusterAccess, { timeoutMs, signal, kept }: ObserveOptions): Promise<RemoteFacts> {
  const clients = await createClients(access, { requestTimeoutMs: timeoutMs, kept });
  try {
    return await factsOf(clients, signal);
  } finally {
    await closeClients(clients);
  }
}
