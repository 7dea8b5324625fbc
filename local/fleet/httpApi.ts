/** The HTTP port of a simulated node: passes REST requests to `answers/` and applies API faults. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerCcrStats } from './answers/ccr.ts';
import { unauthorized } from './answers/crossCluster.ts';
import { answerNodes } from './answers/nodes.ts';
import { answerRemoteInfo } from './answers/remoteInfo.ts';
import { answerResolveCluster, RESOLVE_PRIVILEGES } from './answers/resolveCluster.ts';
import { answerRoot } from './answers/root.ts';
import { answerSearch, SEARCH_PRIVILEGES } from './answers/search.ts';
import { answerApiKeys, answerSslCertificates } from './answers/security.ts';
import { answerSettings } from './answers/settings.ts';
import { answerStats } from './answers/stats.ts';
import type { AskedNode, ClusterState, NodeState } from './clusterState.ts';
import { type ApiFault, type ApiName, HTTP_PORT_ANSWER } from './faults.ts';
import { filterPath, type RestAnswer, restError } from './json.ts';
import { listen } from './listen.ts';

export interface HttpApi {
  readonly port: number;
  /** Stops or starts listening. Stopping closes open connections. */
  setRefused(isRefused: boolean): Promise<void>;
  close(): Promise<void>;
}

interface Route {
  readonly api: ApiName;
  /** Its first group, if any, is the argument. */
  readonly path: RegExp;
  readonly answer: (asked: AskedNode) => RestAnswer | Promise<RestAnswer>;
  /** The action that our user lacks if it is forbidden. */
  readonly action: string;
  readonly privileges: string;
  /** Absent without security. */
  readonly needsSecurity?: boolean;
}

const MONITOR = 'cluster privileges [monitor,manage,all]';
const READ_KEYS =
  'cluster privileges [manage_own_api_key,read_security,manage_api_key,manage_security,all]';
const WRONG_SHAPE = { tagline: 'You Know, for Something Else', nodes: 'none', persistent: 7 };
const CHALLENGE = {
  header: { 'WWW-Authenticate': ['Basic realm="security", charset="UTF-8"', 'ApiKey'] },
};

const ROUTES: readonly Route[] = [
  {
    api: 'root',
    path: /^\/$/,
    answer: answerRoot,
    action: 'cluster:monitor/main',
    privileges: MONITOR,
  },
  {
    api: 'remote-info',
    path: /^\/_remote\/info$/,
    answer: answerRemoteInfo,
    action: 'cluster:monitor/remote/info',
    privileges: MONITOR,
  },
  {
    api: 'settings',
    path: /^\/_cluster\/settings$/,
    answer: answerSettings,
    action: 'cluster:monitor/settings',
    privileges: MONITOR,
  },
  {
    api: 'stats',
    path: /^\/_cluster\/stats$/,
    answer: answerStats,
    action: 'cluster:monitor/stats',
    privileges: MONITOR,
  },
  {
    api: 'ccr-stats',
    path: /^\/_ccr\/stats$/,
    answer: answerCcrStats,
    action: 'cluster:monitor/ccr/stats',
    privileges: MONITOR,
  },
  {
    api: 'nodes',
    path: /^\/_nodes(.*)$/,
    answer: answerNodes,
    action: 'cluster:monitor/nodes/info',
    privileges: MONITOR,
  },
  {
    api: 'resolve-cluster',
    path: /^\/_resolve\/cluster\/(.+)$/,
    answer: answerResolveCluster,
    action: RESOLVE_PRIVILEGES.action,
    privileges: `index privileges [${RESOLVE_PRIVILEGES.privileges}]`,
  },
  {
    api: 'ssl-certificates',
    path: /^\/_ssl\/certificates$/,
    answer: answerSslCertificates,
    action: 'cluster:monitor/xpack/ssl/certificates/get',
    privileges: MONITOR,
    needsSecurity: true,
  },
  {
    api: 'api-keys',
    path: /^\/_security\/api_key$/,
    answer: answerApiKeys,
    action: 'cluster:admin/xpack/security/api_key/get',
    privileges: READ_KEYS,
    needsSecurity: true,
  },
  {
    api: 'search',
    path: /^\/(.+)\/_search$/,
    answer: answerSearch,
    action: SEARCH_PRIVILEGES.action,
    privileges: `index privileges [${SEARCH_PRIVILEGES.privileges}]`,
  },
];

export async function startHttpApi(
  cluster: ClusterState,
  node: NodeState,
  port: number,
): Promise<HttpApi> {
  // Like Elasticsearch, it keeps idle connections open.
  const server = createServer(
    { keepAliveTimeout: 0 },
    (request, response) => void respond(cluster, node, { request, response }),
  );
  server.on('clientError', (_error, socket) => socket.end(HTTP_PORT_ANSWER));
  const bound = await listen(server, { host: node.host, port });
  const setRefused = async (isRefused: boolean) => {
    if (isRefused) await stop(server);
    else if (!server.listening) await listen(server, { host: node.host, port: bound });
  };
  return { port: bound, setRefused, close: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

async function respond(
  cluster: ClusterState,
  node: NodeState,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  request.resume();
  const { pathname, searchParams: query } = new URL(`http://node${request.url ?? '/'}`);
  const path = decodeURIComponent(pathname);
  const answer =
    authenticate(cluster, { path, authorization: request.headers.authorization }) ??
    (await route({ cluster, node, query, path }));
  if (answer !== 'none') send(response, { answer, query });
}

function send(
  response: ServerResponse,
  { answer: { status, body }, query }: { answer: RestAnswer; query: URLSearchParams },
): void {
  // Errors are never filtered.
  const filter = status === 200 ? query.get('filter_path') : null;
  const content =
    typeof body === 'string'
      ? body
      : JSON.stringify(filter === null ? body : filterPath(body, filter));
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response
    .writeHead(status, { 'X-elastic-product': 'Elasticsearch', 'content-type': type })
    .end(content);
}

function authenticate(
  { user }: ClusterState,
  { path, authorization }: { path: string; authorization: string | undefined },
): RestAnswer | undefined {
  if (user === undefined) return undefined;
  if (authorization === undefined)
    return unauthenticated(`missing authentication credentials for REST request [${path}]`);
  const expected = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
  return authorization === expected
    ? undefined
    : unauthenticated(`unable to authenticate user [${user.name}] for REST request [${path}]`);
}

function unauthenticated(reason: string): RestAnswer {
  return restError({ status: 401, error: { type: 'security_exception', reason, ...CHALLENGE } });
}

async function route(
  request: Omit<AskedNode, 'argument'> & { path: string },
): Promise<RestAnswer | 'none'> {
  const { cluster, node, path } = request;
  const found = ROUTES.find((candidate) => candidate.path.test(path));
  if (found === undefined || (found.needsSecurity && cluster.security === 'none'))
    return missingApi(path);
  const fault = node.apiFaults.get(found.api);
  if (fault?.kind === 'hang') return 'none';
  if (fault?.kind === 'slow') await sleep(fault.delayMs);
  return (
    faultyAnswer(fault, { route: found, request }) ??
    found.answer({ ...request, argument: found.path.exec(path)?.[1] ?? '' })
  );
}

function faultyAnswer(
  fault: ApiFault | undefined,
  { route, request }: { route: Route; request: Omit<AskedNode, 'argument'> & { path: string } },
): RestAnswer | undefined {
  const user = request.cluster.user?.name ?? '_anonymous';
  if (fault?.kind === 'missing') return missingApi(request.path);
  if (fault?.kind === 'not-json')
    return { status: 200, body: '<html><body>It works!</body></html>' };
  if (fault?.kind === 'wrong-shape') return { status: 200, body: WRONG_SHAPE };
  if (fault?.kind !== 'forbidden') return undefined;
  return restError({
    status: 403,
    error: unauthorized({ user, roles: user, action: route.action, privileges: route.privileges }),
  });
}

function missingApi(path: string): RestAnswer {
  return {
    status: 400,
    body: { error: `no handler found for uri [${path}] and method [GET]`, status: 400 },
  };
}
