/**
 * What a mistake may show of the registry: scalars that are no secret, and of anything else its
 * kind.
 */
import type { Path } from './path.ts';

const LONGEST = 60;

/**
 * Values that hold something under `auth`, or under a word of `auth` that slipped elsewhere, are
 * `…`, and so is the content of a PEM file.
 */
export function showValue(value: unknown, path: Path): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object')
    return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  if (mayBeSecret(path)) return '…';
  return typeof value === 'string' ? showText(value) : String(value);
}

/**
 * Long text with blanks is a part of the file that a missing quote swallowed, with whatever stands
 * there.
 */
function showText(text: string): string {
  if (text.includes('-----BEGIN')) return '…';
  if (text.length > LONGEST && /\s/.test(text)) return 'a long text';
  const shown = redactUrl(text);
  return JSON.stringify(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

const URL_START = /^([a-z]+:\/\/(?:…@)?(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d*)?(?:\/|$))(.*)$/is;

/**
 * Of a URL, scheme, host and port: a password may hold any character, so all up to the last @ goes,
 * and what follows the port may be a key.
 */
export function redactUrl(text: string): string {
  const [, start, rest] =
    URL_START.exec(text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@').replace(/[?#].*$/s, '/…')) ?? [];
  if (start !== undefined) return rest === '' ? start : `${start}…`;
  return /:\/\/|[@?#]/.test(text) ? text.replace(/^([a-z]+:\/\/)?.*$/is, '$1…') : text;
}

/**
 * An unknown key as it is written, or `…` where it may be a secret: `{apiKey:secret}` without a
 * blank is one long key, and `{secret}` is a key without a value.
 */
export function showKey(key: string, value: unknown, path: Path): string {
  const isWord = /^[A-Za-z][\w-]{0,39}$/.test(key);
  return isWord && !(mayBeSecret(path) && value === null) ? key : '…';
}

function mayBeSecret(path: Path): boolean {
  return path.some((step) =>
    /^(?:auth|apikey|basic|bearer|password|crossclusterapikey)$/i.test(String(step)),
  );
}
