/** Parameters of a REST request. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A boolean parameter. Its name without a value means true. */
export function isFlag(query: URLSearchParams, name: string): boolean {
  return query.has(name) && query.get(name) !== 'false';
}

/** A duration such as `5s`, in milliseconds. Undefined if absent. */
export function durationMs(query: URLSearchParams, name: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)(ms|s|m)$/.exec(query.get(name) ?? '') ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/** Matches a complete text. `*` matches any part. */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`);
}

/** True if a comma-separated expression such as `*:*` or `archive:logs-*` matches the alias. */
export function namesAlias(expressions: string, alias: string): boolean {
  return aliasPatterns(expressions).some((pattern) => globPattern(pattern).test(alias));
}

/** Aliases without a wildcard. */
export function exactAliases(expressions: string): string[] {
  return aliasPatterns(expressions).filter((pattern) => !pattern.includes('*'));
}

function aliasPatterns(expressions: string): string[] {
  return expressions
    .split(',')
    .flatMap((expression) =>
      expression.includes(':') ? [expression.slice(0, expression.indexOf(':'))] : [],
    );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
