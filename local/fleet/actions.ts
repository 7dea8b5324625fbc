/**
 * Answers of a simulated node to another node in sniff mode, on its transport port and its remote
 * cluster server port.
 */
import { Reader } from '../../lib/collect/transport/reader.ts';
import type { Writer } from '../../lib/collect/transport/writer.ts';
import { CREDENTIALS_HEADER, type HeldKeys, withFault } from './apiKeys.ts';
import type { ClusterState, NodeState } from './clusterState.ts';
import { idFrom } from './ids.ts';
import type { ExceptionLevel, TransportRequest } from './messages.ts';
import { writeClusterState, writeNodeHandshake, writeNodes } from './nodeAnswers.ts';
import { nodeRecord } from './nodeRecord.ts';
import { type ReceivedRequest, refuseHeaders, refuseRequest, security } from './remoteAccess.ts';
import { isSystemAuthentication } from './systemUser.ts';

export type PortKind = 'transport' | 'remote-cluster-server';

/** The node that receives the request, and the port. */
export interface AskedPort {
  readonly cluster: ClusterState;
  readonly node: NodeState;
  readonly port: PortKind;
}

/** Real nodes may send several refusals to one request in any order. */
export type Answered =
  | {
      readonly kind: 'answer';
      readonly body: Writer;
      readonly headers?: ReadonlyMap<string, string>;
    }
  | {
      readonly kind: 'refused';
      readonly refusals: readonly (readonly ExceptionLevel[])[];
      readonly closes: boolean;
    };

type Request = TransportRequest & ReceivedRequest;
type Handler = (asked: AskedPort, request: Request) => Writer | undefined;

const ACTION_NOT_FOUND_CLASS = 101;
const SYSTEM_HEADER = '_xpack_security_authentication';

const REMOTE_HANDSHAKE = 'cluster:internal/remote_cluster/handshake';
const REMOTE_NODES = 'cluster:internal/remote_cluster/nodes';
const HANDSHAKE = 'internal:transport/handshake';
const STATE = 'cluster:monitor/state';

const HANDLERS: Readonly<Record<string, Handler>> = {
  [REMOTE_HANDSHAKE]: handshake,
  [HANDSHAKE]: handshake,
  [REMOTE_NODES]: nodes,
  [STATE]: state,
};

/**
 * Time limit 30 s [| term] | local | only the nodes of the state | no indices | options of indices
 * | time limit 60 s | no version.
 */
const STATE_REQUESTS = {
  7: Buffer.from('3c0301000100000000020001020001780300', 'hex'),
  8: Buffer.from('3c030001000100000000020001020001780300', 'hex'),
} as const;
const V_8_0 = 8_000_099;

/** Validates the headers of an incomplete request. Undefined if the node waits for the rest. */
export function refuseBeginning(
  { cluster, port }: AskedPort,
  request: ReceivedRequest,
): ExceptionLevel[] | undefined {
  return port === 'remote-cluster-server' ? refuseHeaders(request, heldKeys(cluster)) : undefined;
}

export function answerAction(asked: AskedPort, request: Request): Answered {
  const { action } = request;
  const handler = isServed(asked, action) ? HANDLERS[action] : undefined;
  if (handler === undefined)
    return refusedOnce({
      classId: ACTION_NOT_FOUND_CLASS,
      message: `No handler for action [${action}]`,
    });
  const refused = refuse(asked, request);
  if (refused) return refused;
  const body = handler(asked, request);
  if (body === undefined)
    return refusedOnce({
      classId: 'illegal-state',
      message: `Message of ${action} is not read to its end`,
    });
  return asked.port === 'transport'
    ? { kind: 'answer', body }
    : { kind: 'answer', body, headers: authenticationHeaders(request) };
}

/** A node without security has no remote cluster server, and 7.17 does not support one. */
function isServed({ node }: AskedPort, action: string): boolean {
  if (action === REMOTE_HANDSHAKE) return node.remoteClusterServer !== undefined;
  return action !== REMOTE_NODES || node.release.hasRemoteClusterServer;
}

function refuse(asked: AskedPort, request: Request): Answered | undefined {
  if (asked.port === 'remote-cluster-server') return refuseRemote(asked, request);
  const { cluster } = asked;
  const { action, headers, version } = request;
  if (cluster.security === 'none') return undefined;
  const header = headers.get(SYSTEM_HEADER);
  if (header === undefined)
    return refusedOnce(security(`missing authentication credentials for action [${action}]`));
  if (!isSystemAuthentication(header, version))
    return refusedOnce(security('error attempting to authenticate request'), {
      classId: 'end-of-file',
    });
  return action === REMOTE_NODES
    ? refusedOnce(security(`action [${action}] is unauthorized for user [_system]`))
    : undefined;
}

/**
 * The answer to the headers comes second. If the key is unknown, it is the only answer, because the
 * node closes the connection first.
 */
function refuseRemote({ cluster }: AskedPort, request: Request): Answered | undefined {
  const held = heldKeys(cluster);
  const ofRequest = refuseRequest(request, { ...held, hasLicense: cluster.hasLicense });
  const ofHeaders = refuseHeaders(request, held);
  if (ofRequest === undefined)
    return request.action === STATE
      ? refusedOnce(security(`action [${STATE}] towards remote cluster is unauthorized`))
      : undefined;
  if (ofHeaders === undefined) return { kind: 'refused', refusals: [ofRequest], closes: true };
  const isSame = JSON.stringify(ofHeaders) === JSON.stringify(ofRequest);
  const isFirst = isSame || ofHeaders[0]?.message?.startsWith('unable to find apikey');
  return {
    kind: 'refused',
    refusals: isFirst ? [ofHeaders] : [ofRequest, ofHeaders],
    closes: true,
  };
}

function refusedOnce(...levels: readonly ExceptionLevel[]): Answered {
  return { kind: 'refused', refusals: [levels], closes: false };
}

function heldKeys({ apiKeys, keyFaults, now }: ClusterState): HeldKeys {
  return {
    keys: apiKeys.flatMap((key) => withFault(key, keyFaults.get(key.id)) ?? []),
    now: now(),
  };
}

function handshake(
  { cluster, node, port }: AskedPort,
  { payload, version }: Request,
): Writer | undefined {
  if (payload.length > 0) return undefined;
  const { buildHash } = node.release;
  return writeNodeHandshake(
    { node: nodeRecord(node, publishAddress(node, port)), clusterName: cluster.name, buildHash },
    version,
  );
}

/**
 * If the request asks for nodes with a remote cluster server, returns their addresses of that
 * server.
 */
function nodes({ cluster }: AskedPort, { payload, version }: Request): Writer | undefined {
  const reader = new Reader(payload);
  const isRemoteClusterServer = reader.bool();
  reader.end();
  const listed = cluster.nodes.filter(
    (node) => !isRemoteClusterServer || node.remoteClusterServerAddress !== undefined,
  );
  const port = isRemoteClusterServer ? 'remote-cluster-server' : 'transport';
  return writeNodes(
    listed.map((node) => nodeRecord(node, publishAddress(node, port))),
    version,
  );
}

function state({ cluster, node }: AskedPort, { payload, version }: Request): Writer | undefined {
  if (!STATE_REQUESTS[version < V_8_0 ? 7 : 8].equals(payload)) return undefined;
  const masters = cluster.nodes.filter(({ roles }) => roles.includes('master')).map(({ id }) => id);
  const content = {
    clusterName: cluster.name,
    clusterUuid: cluster.uuid,
    version: cluster.nodes.length,
    stateUuid: idFrom(`${cluster.uuid}, state`),
    term: 1,
    votingNodeIds: masters,
    masterId: masters[0],
    nodes: cluster.nodes.map((each) => nodeRecord(each, each.transportAddress)),
  };
  return writeClusterState(content, { version, release: node.release });
}

function publishAddress(
  { transportAddress, remoteClusterServerAddress = transportAddress }: NodeState,
  port: PortKind,
): string {
  return port === 'transport' ? transportAddress : remoteClusterServerAddress;
}

/** Real nodes send the key and its owner, in no documented format. */
function authenticationHeaders({ headers }: Request): ReadonlyMap<string, string> {
  const [id = ''] = Buffer.from(
    (headers.get(CREDENTIALS_HEADER) ?? '').replace('ApiKey ', ''),
    'base64',
  )
    .toString('latin1')
    .split(':');
  return new Map([
    ['_xpack_audit_request_id', idFrom(`audit of ${id}`)],
    [SYSTEM_HEADER, Buffer.from(`elastic, with the API key ${id}`).toString('base64')],
  ]);
}
