/** The first output of `npm start`. */

export interface BannerOptions {
  readonly url: string;
  readonly slackUrl: string;
  readonly token: string;
  /** Seconds between two sweeps. */
  readonly every: number;
  readonly registry: string;
  /** Names of the local clusters. */
  readonly clusters: readonly string[];
  /** Directory of the stored state. A temporary one if absent. */
  readonly data?: string;
}

export function banner(options: BannerOptions): string {
  const { url, slackUrl, token, every, registry, clusters, data } = options;
  const rows = [
    ['Status page', `${url}/`],
    ['', `user: anything, password: ${token}`],
    ['API', `curl -H 'Authorization: Bearer ${token}' ${url}/clusters`],
    ['Slack stand-in', `${slackUrl}/`],
    ['Registry', registry],
    ['Checked', `${clusters.join(', ')}, every ${every} seconds`],
    ['State', data ?? 'in a temporary directory (use --data DIR to keep it)'],
    ['Stop', 'Ctrl-C'],
  ];
  return [
    '',
    'remote-cluster-checker is running on this machine',
    '',
    ...rows.map(([name = '', text]) => `  ${name.padEnd(16)}${text}`),
    '',
    '',
  ].join('\n');
}
