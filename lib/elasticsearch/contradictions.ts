/** Settings of one alias that do not go together. Elasticsearch refuses most of them in one update, but not from two sources. */
import type { Mode } from '../result/result.ts';
import type { FlatSettings } from './flatSettings.ts';
import { listOf, textOf } from './remoteSettings.ts';

/** Settings that have no effect in a mode. */
const OTHER_MODES = {
  sniff: ['proxy_address', 'server_name', 'proxy_socket_connections'],
  proxy: ['seeds', 'node_connections'],
} as const;

const NEEDED = { sniff: 'seeds', proxy: 'proxy_address' } as const;

function withoutEffect(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const set = OTHER_MODES[mode].filter((setting) => textOf(settings[setting]) !== undefined);
  return set.map(
    (setting) => `cluster.remote.${alias}.${setting} is set to ${listOf(settings[setting]).join(',')}, but the mode is ${mode}`,
  );
}

function missing(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const needed = NEEDED[mode];
  return textOf(settings[needed]) === undefined ? [`The mode is ${mode}, but cluster.remote.${alias}.${needed} is not set`] : [];
}

/** Not documented, and not shown by `_remote/info`. */
function deprecatedProxy(alias: string, mode: 'sniff' | 'proxy', settings: FlatSettings): string[] {
  const proxy = textOf(settings['proxy']);
  if (proxy === undefined) return [];
  const effect = mode === 'sniff' ? 'sends every connection of sniff mode there' : 'has no effect in proxy mode';
  return [`cluster.remote.${alias}.proxy is deprecated and set to ${proxy}: it ${effect}`];
}

/** In words; empty where nothing contradicts or no setting of the alias is known. */
export function contradictionsOf(alias: string, mode: Mode, settings: FlatSettings): string[] {
  if (mode === 'unknown' || Object.keys(settings).length === 0) return [];
  return [withoutEffect, missing, deprecatedProxy].flatMap((rule) => rule(alias, mode, settings));
}
