/** What the local nodes' own settings tell of security and TLS towards remote clusters. */
import type { Answer, NodeInfo } from '../../facts/facts.ts';
import type { Registration } from '../../facts/registration.ts';
import { type FlatSettings, textOf } from './api/settings.ts';

export type LocalTls = Pick<Registration, 'securityModel' | 'transportTls' | 'verificationMode'>;

const DEFAULT_ON_SINCE_MAJOR = 8;

/** Nodes whose settings are shown; managed clusters hide them. */
export function shownNodes(nodes: Answer<readonly NodeInfo[]>): readonly NodeInfo[] {
  return nodes.ok ? nodes.value.filter(({ settings }) => Object.keys(settings).length > 0) : [];
}

function isSecure({ version, settings }: NodeInfo): boolean {
  const byDefault = String(Number.parseInt(version, 10) >= DEFAULT_ON_SINCE_MAJOR);
  return (
    (settings['xpack.security.enabled'] ?? byDefault) === 'true' &&
    settings['xpack.security.transport.ssl.enabled'] === 'true'
  );
}

/**
 * `verification_mode` is one of the settings that Elasticsearch hides from this API, so in practice
 * this is the default.
 */
function verificationMode(
  settings: readonly FlatSettings[],
  context: string,
): LocalTls['verificationMode'] {
  const modes = settings.map((flat) =>
    textOf(flat[`${context}.ssl.verification_mode`])?.toLowerCase(),
  );
  return (['full', 'certificate', 'none'] as const).find((mode) => modes.includes(mode)) ?? 'full';
}

function ofApiKey(settings: readonly FlatSettings[]): LocalTls {
  const context = 'xpack.security.remote_cluster_client';
  const off = settings.some((flat) => flat[`${context}.ssl.enabled`] === 'false');
  return {
    securityModel: 'api-key',
    ...(settings.length === 0 ? {} : { transportTls: !off }),
    verificationMode: verificationMode(settings, context),
  };
}

/**
 * `hasCredentials`: whether any local node has an API key for the alias. Without one the nodes use
 * their transport certificates, if they have any.
 */
export function localTls(nodes: Answer<readonly NodeInfo[]>, hasCredentials: boolean): LocalTls {
  const shown = shownNodes(nodes);
  const settings = shown.map((node) => node.settings);
  if (hasCredentials) return ofApiKey(settings);
  if (shown.length === 0) return { securityModel: 'unknown', verificationMode: 'full' };
  const transportTls = shown.some(isSecure);
  const mode = verificationMode(settings, 'xpack.security.transport');
  return {
    securityModel: transportTls ? 'certificate' : 'none',
    transportTls,
    verificationMode: mode,
  };
}
