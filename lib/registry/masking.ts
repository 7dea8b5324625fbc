/**
 * What an error message may show of the registry: scalars that are not secret, and otherwise only
 * the type of the value.
 */
import type { Path } from './path.ts';

const LONGEST = 60;

/**
 * Shows `…` for values under `auth` and `channels`, for values under a misplaced key of `auth`, and
 * for the content of a PEM file.
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
 * Long text with blanks is usually a part of the file after a missing quote. It may contain
 * anything.
 */
function showText(text: string): string {
  if (text.includes('-----BEGIN')) return '…';
  if (text.length > LONGEST && /\s/.test(text)) return 'a long text';
  const shown = redactUrl(text);
  return JSON.stringify(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

const URL_START = /^([a-z]+:\/\/(?:…@)?(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d*)?(?:\/|$))(.*)$/is;

/**
 * Shows only scheme, host, and port of a URL. A password may hold any character, so this removes
 * everything up to the last @. It also removes everything after the port, which may be a key.
 */
export function redactUrl(text: string): string {
  const [, start, rest] =
    URL_START.exec(text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@').replace(/[?#].*$/s, '/…')) ?? [];
  if (start !== undefined) return rest === '' ? start : `${start}…`;
  return /:\/\/|[@?#]/.test(text) ? text.replace(/^([a-z]+:\/\/)?.*$/is, '$1…') : text;
}

/**
 * Shows an unknown key as written, or `…` if it may be a secret. `{apiKey:secret}` without a blank
 * is one long key, and `{secret}` is a key without a value.
 */
export function showKey(key: string, value: unknown, path: Path): string {
  const isWord = /^[A-Za-z][\w-]{0,39}$/.test(key);
  return isWord && !(mayBeSecret(path) && value === null) ? key : '…';
}

function mayBeSecret(path: Path): boolean {
  return path.some((step) =>
    /^(?:auth|apikey|basic|bearer|password|crossclusterapikey|channels)$/i.test(String(step)),
  );
}
