import type * as z from 'zod';
import type { Path } from './path.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that a mapping at this path may have, of all options of a union. */
export function keysAt(schema: JsonSchema, path: Path): string[] {
  const options = [schema, ...(schema.anyOf ?? [])].filter(isSchema);
  const [step, ...rest] = path;
  if (step === undefined) return options.flatMap(({ properties }) => Object.keys(properties ?? {}));
  return options
    .map((option) => childOf(option, step))
    .filter(isSchema)
    .flatMap((child) => keysAt(child, rest));
}

function childOf({ items, properties, additionalProperties }: JsonSchema, step: PropertyKey): unknown {
  return typeof step === 'number' ? items : (properties?.[String(step)] ?? additionalProperties);
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
