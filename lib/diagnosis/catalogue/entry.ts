import type { Severity } from '../../result/finding.ts';

/** What the texts of an entry are filled in with; `explain` gives `<alias>` and the like. */
export interface Places {
  readonly cluster: string;
  readonly alias: string;
  /** The address, node or key that it is about. */
  readonly subject?: string;
}

/** One cause. Its code stands in alerts and dashboards, so it never changes. */
export interface CatalogueEntry {
  /** At most 60 characters. */
  readonly title: string;
  /** Unless the evidence asks for another. */
  readonly severity: Severity;
  /** What it means for those who search and replicate. */
  readonly meaning: string;
  /** A console request or a command that shows it. */
  readonly verify: (places: Places) => string;
  readonly fix: (places: Places) => string;
  readonly documentation: string;
}

const ELASTIC = 'https://www.elastic.co/docs';

export const DOCUMENTATION = {
  troubleshooting: `${ELASTIC}/troubleshoot/elasticsearch/remote-clusters`,
  connectionModes: `${ELASTIC}/deploy-manage/remote-clusters/connection-modes`,
  settings: `${ELASTIC}/reference/elasticsearch/configuration-reference/remote-clusters`,
  apiKey: `${ELASTIC}/deploy-manage/remote-clusters/remote-clusters-api-key`,
  certificate: `${ELASTIC}/deploy-manage/remote-clusters/remote-clusters-cert`,
  search: `${ELASTIC}/explore-analyze/cross-cluster-search`,
  license: `${ELASTIC}/deploy-manage/license`,
  replication: `${ELASTIC}/deploy-manage/tools/cross-cluster-replication`,
} as const;

/** The request that tries the connection, and brings an idle one back. */
export function resolve({ alias }: Places): string {
  return `GET _resolve/cluster/${alias}:*`;
}

/**
 * The address alone, where the subject says more about it. It goes into commands that people paste
 * into a shell, and clusters have a say in it: what does not look like an address is left out.
 */
export function address({ subject }: Places): string {
  return /^[\w[][\w.:[\]-]*(?=[ ,]|$)/.exec(subject ?? '')?.[0] ?? '<address>';
}

/** The name or IP of the address, as getent takes it. */
export function host(places: Places): string {
  return address(places)
    .replace(/:\d+$/, '')
    .replace(/^\[(.+)\]$/, '$1');
}

/** `host port`, as nc takes it. */
export function hostAndPort(places: Places): string {
  const [, port] = /:(\d+)$/.exec(address(places)) ?? [];
  return port === undefined ? '<host> <port>' : `${host(places)} ${port}`;
}
