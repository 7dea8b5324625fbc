/** `cluster.remote.<alias>.<setting>`, sorted by alias. */
import type { FlatSettings } from './flatSettings.ts';

const KEY = /^cluster\.remote\.([-\w]+)\.(.+)$/;

/** Holds for all aliases, though it looks like a setting of one named `node`. */
const GATEWAY_ATTRIBUTE = 'cluster.remote.node.attr';

export function settingsByAlias(flat: FlatSettings): ReadonlyMap<string, FlatSettings> {
  const byAlias = new Map<string, FlatSettings>();
  for (const [key, value] of Object.entries(flat)) {
    const [, alias, setting] = KEY.exec(key) ?? [];
    if (alias === undefined || setting === undefined || key === GATEWAY_ATTRIBUTE) continue;
    byAlias.set(alias, { ...byAlias.get(alias), [setting]: value });
  }
  return byAlias;
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
  return settings !== undefined && ['mode', 'seeds', 'proxy_address'].some((setting) => listOf(settings[setting]).length > 0);
}
