/** Settings as Elasticsearch prints them with `flat_settings=true`: `{ "cluster.remote.x.seeds": ["a:9300"], … }`. */
import * as z from 'zod';

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
