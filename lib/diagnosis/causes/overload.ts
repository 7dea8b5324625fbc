/** A cluster that is up and refuses or delays the request: load, size, start and stop. */
import { type Cause, DOCUMENTATION, type Match, prose } from '../cause.ts';
import type { CodesOf } from '../codes.ts';
import { get, resolve, say } from '../stepBuilders.ts';
import { isBroken, type Statement, type View } from '../view.ts';
import { quoted, said } from '../wireRules.ts';

/**
 * The circuit breaker of whoever receives a transport message counts it by the name of its action.
 * A request for an alias alone passes no other node of the local cluster, so that is the remote:
 * Elasticsearch takes the name of the node off the exception of a whole request.
 */
const RECEIVED = /data for \[(?:<transport_request>|(?:cluster|indices|internal):[^\]]{0,200})\]/;

/** `[node][address][action]`: without `saidBy` it is a node of the local cluster. */
const NAMES_NODE = /^\[[^\]]{0,300}\]\[[^\]]{0,300}\]\[/;

function isOfRemote({ code, saidBy, text, around }: Statement): boolean {
  if (code !== 'remote-overloaded') return false;
  if (saidBy !== undefined) return true;
  return RECEIVED.test(text) && !around.some((one) => NAMES_NODE.test(one));
}

/** The connection is sound: a node of the remote refuses. */
function remoteOverloaded(view: View): Match | undefined {
  if (!isBroken(view)) return undefined;
  const own = view.statements.filter(isOfRemote);
  const statement = own.find(({ saidBy }) => saidBy !== undefined) ?? own[0];
  if (statement === undefined) return undefined;
  if (statement.saidBy === undefined)
    return { evidence: `A node of the remote refuses the request: ${quoted(statement)}` };
  const { name, address } = statement.saidBy;
  return {
    subject: `${name} at ${address}`,
    evidence: `The remote node ${name} at ${address} refuses the request: ${quoted(statement)}`,
  };
}

/** Neither a node nor an action shows that it is the remote: then the local node says it of itself. */
function localOverloaded(view: View): Match | undefined {
  const isOwn = (statement: Statement) =>
    statement.code === 'local-cluster-overloaded' ||
    (statement.code === 'remote-overloaded' && !isOfRemote(statement));
  const statement = [...view.statements, ...view.remarks].find(isOwn);
  if (statement === undefined) return undefined;
  const evidence = `The local cluster refuses the request: ${quoted(statement)}`;
  return isBroken(view) ? { evidence } : { evidence, severity: 'unknown' };
}

const breakers = (on: 'local-cluster' | 'remote-cluster') => [
  get('_nodes/stats/breaker?filter_path=nodes.*.name,nodes.*.breakers.parent', on),
  get('_cat/thread_pool/search?v&h=node_name,active,queue,rejected', on),
];

export const LOAD = {
  'remote-overloaded': {
    title: 'The remote is overloaded and refuses requests',
    meaning: prose`
      The connection works. A node of the remote refuses requests because its circuit breaker trips
      (too little free heap) or its queue is full. Searches fail or return partial results, and
      followers fall behind.`,
    verify: () => breakers('remote-cluster'),
    fix: () => [
      say(prose`
        Lower the load of the remote node that the evidence names, or give it more heap (memory).
        Look for the requests that fill it:`),
      get('_tasks?detailed&group_by=parents', 'remote-cluster'),
      say('Nothing in the registration is wrong.'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: remoteOverloaded },
  },
  'local-cluster-overloaded': {
    title: 'The local cluster is overloaded and refuses requests',
    meaning: prose`
      A node of the local cluster refuses the request before it reaches the remote: its circuit
      breaker trips, or a queue is full. This says nothing about the remote.`,
    verify: () => breakers('local-cluster'),
    fix: () => [
      say(prose`
        Lower the load of the local cluster, or give its nodes more heap (memory). If the queue of
        connection attempts is full, first fix why the remote cannot be reached.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: localOverloaded },
  },
  'message-too-large': {
    title: 'A message between the clusters is too large',
    meaning: prose`
      A node refuses a transport message because it is larger than 30 % of its heap, or because its
      headers are larger than the limit. Smaller requests to the remote pass.`,
    verify: resolve,
    fix: () => [
      say(prose`
        Search fewer indices or shards in one request, return fewer or smaller hits, or give the
        node that refuses more heap.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('message-too-large') },
  },
  'response-timed-out': {
    title: 'The remote accepts the request and does not answer',
    meaning: prose`
      The connection is open, and no answer comes in time: the connection is half-open, large packets
      are lost on the way, or the remote node is overloaded.`,
    verify: (given) => [
      say('Compare a small answer with a large one:'),
      ...resolve(given),
      get(`${given.alias}:*/_search?size=100`),
      ...breakers('remote-cluster'),
    ],
    fix: () => [
      say(prose`
        If the node of the remote is busy, lower its load. If it never sees the request, look for a
        firewall or load balancer that drops the connection, and for a smaller MTU on the path.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('response-timed-out') },
  },
  'remote-starting': {
    title: 'The remote node is still starting',
    meaning: prose`
      The remote node accepts connections and no requests yet. Searches fail or skip this remote
      until it has started.`,
    verify: resolve,
    fix: (given) => [
      say('Wait a minute, then ask again:'),
      ...resolve(given),
      say('If it lasts, see the log of the remote node for why it does not finish its start.'),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('remote-starting') },
  },
  'local-node-stopping': {
    title: 'The local node is stopping',
    meaning: prose`
      The local node that was asked closes its connections because it stops. This says nothing about
      the remote.`,
    verify: () => [get('_cat/nodes?v')],
    fix: () => [say('Wait until the local node is back, or send requests to another local node.')],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('local-node-stopping') },
  },
  'cluster-blocked': {
    title: 'A cluster has no master or no cluster state',
    meaning: prose`
      The cluster that refuses the request has no elected master, or has not recovered its state.
      If the evidence names a node of the remote, it is the remote cluster.`,
    verify: () => [get('_cluster/health', 'both-clusters'), get('_cat/master?v', 'both-clusters')],
    fix: () => [
      say(prose`
        Bring back the master-eligible nodes of the cluster that refuses the request; its log says
        why no master is elected.`),
    ],
    documentation: DOCUMENTATION.troubleshooting,
    when: { said: said('cluster-blocked') },
  },
} as const satisfies Record<CodesOf<'load'>, Cause>;
