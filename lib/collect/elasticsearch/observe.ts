/** Asks a local cluster for everything that is not about one alias. */
import type { LocalFacts, LocalNodeAnswers, RemoteFacts } from '../../facts/facts.ts';
import type { ResolvedAuth } from '../../redact.ts';
import { apiKeysRequest } from './api/apiKeys.ts';
import { licenseRequest } from './api/license.ts';
import { nodesRequest } from './api/nodes.ts';
import { remoteInfoRequest } from './api/remoteInfo.ts';
import { nodeName, rootInfoRequest } from './api/root.ts';
import { clusterSettingsRequest } from './api/settings.ts';
import { askCertificates } from './api/sslCertificates.ts';
import { type AskOptions, ask, askOneOf, firstValue, isReached } from './ask.ts';
import { checkNode, createClient, type NodeClient, type NodeOptions } from './client.ts';
import type { ClientTls } from './socket.ts';

/** How to ask a cluster, with every reference resolved. */
export interface ClusterAccess {
  readonly name: string;
  /** One for each node to be asked; a load balancer's would hide what differs from node to node. */
  readonly urls: readonly string[];
  readonly auth: ResolvedAuth;
  readonly tls?: ClientTls | undefined;
}

export interface ObserveOptions {
  /** For each request. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly kept?: NodeOptions['kept'];
  /** Aliases to read in any case, if the cluster lists very many. */
  readonly aliases?: readonly string[];
}

export interface LocalObservation {
  readonly facts: LocalFacts;
  /** In the order of `facts.nodesAsked`, still open, to ask actively through. */
  readonly clients: readonly NodeClient[];
  /** To be called when nothing is asked any more. */
  close(): Promise<void>;
}

export async function createClients(
  { urls, auth, tls }: ClusterAccess,
  options: Pick<NodeOptions, 'requestTimeoutMs' | 'kept'>,
): Promise<NodeClient[]> {
  // Before any connection is taken, as nobody would give it back.
  for (const url of urls) checkNode({ url, tls });
  await options.kept?.heard();
  return urls.map((url) => createClient({ url, auth, tls, ...options }));
}

export async function closeClients(clients: readonly NodeClient[]): Promise<void> {
  await Promise.all(clients.map((client) => client.close()));
}

async function askNode(
  client: NodeClient,
  { keptNames, ...options }: AskOptions & { readonly keptNames: ReadonlySet<string> },
): Promise<{ client: NodeClient; answers: LocalNodeAnswers }> {
  const [root, remoteInfo] = await Promise.all([
    ask(client, rootInfoRequest, options),
    ask(client, { ...remoteInfoRequest, keptNames }, options),
  ]);
  return { client, answers: { url: client.url, root, remoteInfo, ...headersOf([client]) } };
}

function headersOf(clients: readonly NodeClient[]): Pick<RemoteFacts, 'platformHeaders'> {
  const seen = new Set(clients.flatMap(({ platformHeaders }) => [...platformHeaders]));
  return seen.size === 0 ? {} : { platformHeaders: [...seen].toSorted() };
}

/**
 * Every URL is asked who it is and what it is connected to, in parallel; then one node that
 * answered is asked for what all nodes know, and each for its certificate files. Throws
 * ConfigurationError for an unusable URL or CA, nothing else.
 */
export async function observeLocal(
  access: ClusterAccess,
  { timeoutMs, signal, kept, aliases }: ObserveOptions,
): Promise<LocalObservation> {
  const clients = await createClients(access, { requestTimeoutMs: timeoutMs, kept });
  const options = { signal };
  const keptNames = new Set(aliases);
  const asked = await Promise.all(
    clients.map((client) => askNode(client, { ...options, keptNames })),
  );
  const reached = asked.filter(
    ({ answers }) => isReached(answers.root) || isReached(answers.remoteInfo),
  );
  const reachedClients = reached.map(({ client }) => client);
  const named = reached.map(({ client, answers }) => ({
    client,
    name: nodeName(answers.root, client.url),
  }));
  const [nodes, settings, certificates, license] = await Promise.all([
    askOneOf(reachedClients, nodesRequest, options),
    askOneOf(reachedClients, clusterSettingsRequest, options),
    askCertificates(named, options),
    askOneOf(reachedClients, licenseRequest, options),
  ]);
  const facts = {
    name: access.name,
    nodesAsked: asked.map(({ answers }) => answers),
    nodes,
    settings,
    certificates,
    license,
  };
  return { facts, clients, close: () => closeClients(clients) };
}

/** Asks a remote cluster itself, at HTTP addresses of its own. */

async function factsOf(
  clients: readonly NodeClient[],
  signal: AbortSignal | undefined,
): Promise<RemoteFacts> {
  const options = { signal };
  const asked = await Promise.all(
    clients.map(async (client) => ({ client, root: await ask(client, rootInfoRequest, options) })),
  );
  const reached = asked.filter(({ root }) => isReached(root));
  const reachedClients = reached.map(({ client }) => client);
  const named = reached.map(({ client, root }) => ({ client, name: nodeName(root, client.url) }));
  // Two at a time: each more would open another connection, which costs both sides more than to
  // wait.
  const [nodes, certificates] = await Promise.all([
    askOneOf(reachedClients, nodesRequest, options),
    askCertificates(named, options),
  ]);
  const [apiKeys, license] = await Promise.all([
    askOneOf(reachedClients, apiKeysRequest, options),
    askOneOf(reachedClients, licenseRequest, options),
  ]);
  const roots = asked.map(({ root }) => root);
  return {
    root: firstValue(roots, 'The remote cluster has no HTTP address'),
    nodes,
    apiKeys,
    certificates,
    license,
    ...headersOf(clients),
  };
}

/**
 * Its clients are closed again before it returns. Throws ConfigurationError for an unusable URL or
 * CA, nothing else.
 */
export async function observeRemote(
  access: ClusterAccess,
  { timeoutMs, signal, kept }: ObserveOptions,
): Promise<RemoteFacts> {
  const clients = await createClients(access, { requestTimeoutMs: timeoutMs, kept });
  try {
    return await factsOf(clients, signal);
  } finally {
    await closeClients(clients);
  }
}
