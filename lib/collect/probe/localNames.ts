/**
 * What this machine's own files say about names: which it knows without a name server, and which
 * ends it tries. Linux and other Unixes.
 */
import { readFileSync } from 'node:fs';

export interface LocalNames {
  /** Names of the hosts file, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** `search` of resolv.conf. */
  readonly searchDomains: readonly string[];
}

/** As the resolver of the operating system. */
const SEARCH_DOMAINS_AT_MOST = 6;

/**
 * A file that cannot be read has no names: the operating system is asked for these all the same,
 * only later.
 */
export function readLocalNames(
  hostsFile = '/etc/hosts',
  resolverFile = '/etc/resolv.conf',
): LocalNames {
  return {
    hosts: hostsIn(contentOf(hostsFile)),
    searchDomains: searchDomainsIn(contentOf(resolverFile)),
  };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function hostsIn(text: string): ReadonlySet<string> {
  return new Set(
    linesOf(text).flatMap(([_ip, ...names]) => names.map((name) => name.toLowerCase())),
  );
}

/** The last line counts. */
function searchDomainsIn(text: string): readonly string[] {
  const lines = linesOf(text).filter(([keyword]) => keyword === 'search' || keyword === 'domain');
  const domains = lines.at(-1)?.slice(1, 1 + SEARCH_DOMAINS_AT_MOST) ?? [];
  return domains.filter((domain) => domain !== '.');
}

function linesOf(text: string): string[][] {
  return text.split('\n').map((line) =>
    line
      .replace(/[#;].*$/, '')
      .split(/\s+/)
      .filter((word) => word !== ''),
  );
}
