/**
 * `GET /_cluster/settings`: what is registered for the whole cluster; remotes from
 * elasticsearch.yml are not in it.
 */
import * as z from 'zod';
import type { GetRequest } from '../ask.ts';

/**
 * Settings as Elasticsearch prints them with `flat_settings=true`: `{ "cluster.remote.x.seeds":
 * ["a:9300"], … }`.
 */

export type FlatSettings = Readonly<Record<string, string | readonly string[]>>;

function asSetting(value: unknown): string | readonly string[] | undefined {
  if (Array.isArray(value)) return value.map(String);
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function keepSettings(raw: Readonly<Record<string, unknown>>): FlatSettings {
  const entries = Object.entries(raw).flatMap(([key, value]) => {
    const setting = asSetting(value);
    return setting === undefined ? [] : [[key, setting] as const];
  });
  return Object.fromEntries(entries);
}

/** Values that are neither scalars nor lists are left out. */
export const flatSettingsSchema = z.record(z.string(), z.unknown()).transform(keepSettings);

const KEPT = 'cluster.remote.';

const clusterSettingsSchema = z
  .object({ persistent: flatSettingsSchema.optional(), transient: flatSettingsSchema.optional() })
  .transform(({ persistent, transient }): FlatSettings => {
    // A transient setting overrides the persistent one of the same name.
    const effective = Object.entries({ ...persistent, ...transient });
    return Object.fromEntries(effective.filter(([key]) => key.startsWith(KEPT)));
  });

export const clusterSettingsRequest: GetRequest<FlatSettings> = {
  path: '/_cluster/settings',
  maxBytes: 4 * 1024 * 1024,
  querystring: { flat_settings: 'true', filter_path: 'persistent.cluster*,transient.cluster*' },
  schema: clusterSettingsSchema,
};

/** `cluster.remote.<alias>.<setting>`, sorted by alias. */

const KEY = /^cluster\.remote\.([-\w]+)\.(.+)$/;

/** Holds for all aliases, though it looks like a setting of one named `node`. */
const GATEWAY_ATTRIBUTE = 'cluster.remote.node.attr';

export function settingsByAlias(flat: FlatSettings): ReadonlyMap<string, FlatSettings> {
  const byAlias = new Map<string, [string, FlatSettings[string]][]>();
  for (const [key, value] of Object.entries(flat)) {
    const [, alias, setting] = KEY.exec(key) ?? [];
    if (alias === undefined || setting === undefined || key === GATEWAY_ATTRIBUTE) continue;
    const settings = byAlias.get(alias);
    if (settings === undefined) byAlias.set(alias, [[setting, value]]);
    else settings.push([setting, value]);
  }
  return new Map([...byAlias].map(([alias, settings]) => [alias, Object.fromEntries(settings)]));
}

/** A list, which elasticsearch.yml may also give as one text with commas. */
export function listOf(value: FlatSettings[string] | undefined): string[] {
  const texts = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return texts.flatMap((text) => text.split(',')).flatMap((text) => text.trim() || []);
}

/** One value; undefined where it is not set or empty. */
export function textOf(value: FlatSettings[string] | undefined): string | undefined {
  return listOf(value)[0];
}

/** Whether these settings are more than leftovers. */
export function registers(settings: FlatSettings | undefined): boolean {
  return (
    settings !== undefined &&
    ['mode', 'seeds', 'proxy_address'].some((setting) => listOf(settings[setting]).length > 0)
  );
}
