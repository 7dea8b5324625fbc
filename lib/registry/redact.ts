/** What a mistake may show of the registry: scalars that are no secret, and of anything else its kind. */
import type { Path } from './path.ts';

const LONGEST = 60;

/** Anything under `auth` that holds a value is `…`, and so is the content of a PEM file. */
export function showValue(value: unknown, path: Path): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (isUnderAuth(path)) return '…';
  return typeof value === 'string' ? showText(value) : String(value);
}

function showText(text: string): string {
  if (text.includes('-----BEGIN')) return '…';
  const shown = redactUrl(text);
  return JSON.stringify(shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown);
}

/** A password in a URL may itself hold any character, so all up to the last @ goes; and so does a query, which may hold a key. */
export function redactUrl(text: string): string {
  return text.replace(/^([a-z]+:\/\/)?.*@/is, '$1…@').replace(/\?.*$/s, '?…');
}

/**
 * An unknown key as it is written, or `…` where it may be a secret: `{apiKey:secret}` without a blank is one long key,
 * and `{secret}` is a key without a value.
 */
export function showKey(key: string, value: unknown, path: Path): string {
  const isWord = /^[A-Za-z][\w-]{0,39}$/.test(key);
  return isWord && !(isUnderAuth(path) && value === null) ? key : '…';
}

function isUnderAuth(path: Path): boolean {
  return path.includes('auth');
}
