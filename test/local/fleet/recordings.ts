/**
 * Recorded answers of real clusters, and what remains of an answer when ports, ids and times are
 * taken out.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { SimulatedCluster } from '../../../local/fleet/simulatedCluster.ts';

const RECORDINGS = new URL('../../fixtures/recordings/', import.meta.url);
const BASIC = `Basic ${Buffer.from('elastic:changeme').toString('base64')}`;

export interface Recording {
  /** Method and path, as `GET /_remote/info`. */
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
}

/** As `recorded('a-sniff-certificate/resolve')`. */
export function recorded(file: string): Recording {
  return JSON.parse(readFileSync(new URL(`${file}.json`, RECORDINGS), 'utf8')) as Recording;
}

export function scenarios(prefix: string): string[] {
  return readdirSync(RECORDINGS).filter((scenario) => scenario.startsWith(prefix));
}

/** Asks a node, by default the first, as the lab asked: with the password where there is one. */
export async function ask(
  cluster: SimulatedCluster,
  path: string,
  { node = 0, authorization = BASIC }: { node?: number; authorization?: string } = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${cluster.nodes[node]?.url}${path}`, {
    headers: { authorization },
  });
  return { status: response.status, body: await response.json() };
}

/** Asks what a recording asked. */
export function askAsRecorded(
  cluster: SimulatedCluster,
  file: string,
  options: { node?: number } = {},
): Promise<{ status: number; body: unknown }> {
  return ask(cluster, recorded(file).request.replace('GET ', ''), options);
}

/** Ports become PORT, ids of API keys KEY, durations 0. */
export function comparable({ status, body }: { status: number; body: unknown }): unknown {
  const text = JSON.stringify({ status, body })
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/"took":\d+/g, '"took":0')
    .replace(/(user|api key|API key) \[[\w-]{15,}\]/g, '$1 [KEY]')
    .replace(/apikey with id [\w-]+/g, 'apikey with id KEY');
  return JSON.parse(text);
}

/** The same structure with types instead of values; what is keyed by node ids is keyed by `id`. */
export function shape(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length === 0
      ? []
      : [...new Set(value.map((item) => JSON.stringify(shape(item))))].sort();
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      /^[\w-]{22}$/.test(key) ? 'id' : key,
      shape(inner),
    ]),
  );
}
