/** What each local node says it is connected to, and which of them to ask further. */
import type { LocalNodeAnswers, OddRemoteInfo, RemoteInfo } from '../facts/facts.ts';
import type { PassiveWitness } from '../result/witness.ts';
import { nodeName } from './elasticsearch/api/root.ts';

/**
 * One for each URL asked; a node that did not answer, or does not list the alias, has `failed`
 * instead of `connected`.
 */
export function passiveWitnesses(
  nodesAsked: readonly LocalNodeAnswers[],
  alias: string,
): PassiveWitness[] {
  return nodesAsked.map((answers) => ofNode(answers, alias));
}

function ofInfo(info: RemoteInfo): Partial<PassiveWitness> {
  const { connected, connections, maxConnections, hasCredentials } = info;
  const counts =
    connections === undefined || maxConnections === undefined
      ? {}
      : { connections, maxConnections };
  return { connected, ...counts, hasCredentials };
}

function ofOdd(
  alias: string,
  url: string,
  { notUnderstood }: OddRemoteInfo,
): Partial<PassiveWitness> {
  const message = `GET /_remote/info at ${url} has an entry for the alias ${alias} that is not understood: ${notUnderstood}`;
  const shown = message.slice(0, MAX_MESSAGE);
  return {
    failed: { kind: 'nonsense', httpStatus: 200, message: shown, reasons: [], durationMs: 0 },
  };
}

const MAX_MESSAGE = 1000;

/**
 * Registered in elasticsearch.yml of other nodes only, or by a node of an old version without the
 * role, which answers `{}`.
 */
function ofUnlisted(alias: string, url: string): Partial<PassiveWitness> {
  const message = `GET /_remote/info at ${url} does not list the alias ${alias}`;
  return { failed: { kind: 'missing', httpStatus: 200, message, reasons: [], durationMs: 0 } };
}

function ofEntry(
  info: RemoteInfo | OddRemoteInfo | undefined,
  { alias, url }: { alias: string; url: string },
): Partial<PassiveWitness> {
  if (info === undefined) return ofUnlisted(alias, url);
  return 'notUnderstood' in info ? ofOdd(alias, url, info) : ofInfo(info);
}

function ofNode({ url, root, remoteInfo }: LocalNodeAnswers, alias: string): PassiveWitness {
  const node = nodeName(root, url);
  if (!remoteInfo.ok)
    return { node, url, failed: remoteInfo.failed, durationMs: remoteInfo.failed.durationMs };
  const info = Object.hasOwn(remoteInfo.value, alias) ? remoteInfo.value[alias] : undefined;
  return { node, url, ...ofEntry(info, { alias, url }), durationMs: remoteInfo.durationMs };
}

/**
 * Through which local nodes to ask actively: the first that could be asked passively, and every
 * other whose view differs from a sound one (not connected, or with other credentials), since
 * keystores, roles and connections are each node's own.
 */
export function nodesToAsk(passive: readonly PassiveWitness[]): PassiveWitness[] {
  const able = passive.filter(({ connected }) => connected !== undefined);
  const [first] = able;
  return able.filter(
    (witness) =>
      witness === first || !witness.connected || witness.hasCredentials !== first?.hasCredentials,
  );
}
