/** Parameters of a REST request. */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A boolean parameter; naming it is enough. */
export function isFlag(query: URLSearchParams, name: string): boolean {
  return query.has(name) && query.get(name) !== 'false';
}

/** A duration such as `5s`, in milliseconds; undefined where it is not given. */
export function durationMs(query: URLSearchParams, name: string): number | undefined {
  const [, digits, unit = ''] = /^(\d+)(ms|s|m)$/.exec(query.get(name) ?? '') ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/** A whole text in which `*` stands for any part. */
export function globPattern(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`);
}

/**
 * Whether an alias is named by one of comma-separated expressions such as `*:*` and
 * `archive:logs-*`.
 */
export function namesAlias(expressions: string, alias: string): boolean {
  return aliasPatterns(expressions).some((pattern) => globPattern(pattern).test(alias));
}

/** Aliases named without a wildcard. */
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
