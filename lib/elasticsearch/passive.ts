/** What each local node says it is connected to. */
import type { LocalNodeAnswers, RemoteInfo } from '../facts.ts';
import type { PassiveWitness } from '../result/witness.ts';
import { nodeName } from './nodeName.ts';

function ofInfo(info: RemoteInfo): Partial<PassiveWitness> {
  const { connected, connections, maxConnections, hasCredentials } = info;
  return { connected, connections, maxConnections, hasCredentials };
}

/** Registered in elasticsearch.yml of other nodes only, or by a node of an old version without the role, which answers `{}`. */
function ofUnlisted(alias: string, url: string): Partial<PassiveWitness> {
  const message = `GET /_remote/info at ${url} does not list the alias ${alias}`;
  return { failed: { kind: 'missing', httpStatus: 200, message, reasons: [], durationMs: 0 } };
}

function ofNode({ url, root, remoteInfo }: LocalNodeAnswers, alias: string): PassiveWitness {
  const node = nodeName(root, url);
  if (!remoteInfo.ok) return { node, url, failed: remoteInfo.failed, durationMs: remoteInfo.failed.durationMs };
  const info = Object.hasOwn(remoteInfo.value, alias) ? remoteInfo.value[alias] : undefined;
  return { node, url, ...(info ? ofInfo(info) : ofUnlisted(alias, url)), durationMs: remoteInfo.durationMs };
}

/** One for each URL asked; a node that did not answer, or does not list the alias, has `failed` instead of `connected`. */
export function passiveWitnesses(nodesAsked: readonly LocalNodeAnswers[], alias: string): PassiveWitness[] {
  return nodesAsked.map((answers) => ofNode(answers, alias));
}
