/** The exception chain in an error answer of Elasticsearch. */
import type { Reason } from '../result/witness.ts';

const MAX_REASONS = 50;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function own({ type, reason, additional_unsuccessful_credentials: additional }: Json): Reason[] {
  const links: Reason[] = [];
  if (type !== undefined || reason !== undefined) links.push({ type: asText(type), reason: asText(reason) });
  if (typeof additional === 'string') links.push({ type: 'additional_unsuccessful_credentials', reason: additional });
  return links;
}

/**
 * Flattens `{ type, reason, additional_unsuccessful_credentials?, caused_by?: {…}, suppressed?: [{…}] }`, outermost first, at most 50 links.
 * `additional_unsuccessful_credentials`, which alone tells an expired from an invalidated API key, becomes a link of its own.
 * Some errors are a bare text: `{ "error": "no handler found for uri […]" }`.
 */
export function flattenException(error: unknown): Reason[] {
  if (typeof error === 'string') return [{ type: 'error', reason: error }];
  const reasons: Reason[] = [];
  const left = [error];
  while (left.length > 0 && reasons.length < MAX_REASONS) {
    const next = left.shift();
    if (!isObject(next)) continue;
    reasons.push(...own(next));
    left.unshift(next['caused_by'], ...(Array.isArray(next['suppressed']) ? next['suppressed'] : []));
  }
  return reasons;
}

/** The chain of a whole error body, `{ error: … , status }`; empty where the body is something else, such as a proxy's page. */
export function reasonsOf(body: unknown): Reason[] {
  return isObject(body) ? flattenException(body['error']) : [];
}
