/**
 * Differences between the releases of simulated nodes, from answers of real nodes and
 * Elasticsearch's sources.
 */
import { HANDSHAKE_FORMAT_7, HANDSHAKE_FORMAT_8 } from '../../lib/collect/transport/handshake.ts';

export interface Release {
  readonly number: string;
  readonly transportVersion: number;
  /**
   * A node closes the connection if the peer asks for an older version. 7.17 lets the peer decide.
   */
  readonly oldestTransportVersion: number;
  readonly understandsFormat8: boolean;
  /**
   * Handshake format of the first message. The real 7.17 and 8.14 use a third format, 6080099, with
   * the same effect.
   */
  readonly format: typeof HANDSHAKE_FORMAT_7 | typeof HANDSHAKE_FORMAT_8;
  readonly buildFlavor: string;
  readonly buildHash: string;
  readonly buildDate: string;
  readonly luceneVersion: string;
  readonly minimumWireVersion: string;
  readonly minimumIndexVersion: string;
  /** True if `_nodes` contains the transport version: 8.8 and later. */
  readonly showsTransportVersion: boolean;
  readonly skipUnavailableDefault: boolean;
  /** `_resolve/cluster`: absent before 8.13, without `?timeout` before 8.19. */
  readonly resolveCluster: 'absent' | 'without-timeout' | 'with-timeout';
  /** Supports `_cluster/stats?include_remotes` as caller and as remote: 8.16 and later. */
  readonly includeRemotes: boolean;
  readonly searchDetails: boolean;
  /** HTTP status of a search if the remote cannot be connected in sniff mode. */
  readonly connectFailureStatus: number;
  /** The text after "Unable to open any proxy connections to cluster [alias]". */
  readonly proxyFailureNames: 'nothing' | 'address' | 'address-and-configuration';
  readonly hasRemoteClusterServer: boolean;
  /**
   * Index versions that a node reports to other nodes, from 8.10 on: oldest to read and write,
   * oldest to read only, and newest to write.
   */
  readonly indexVersions: {
    readonly minimum: number;
    readonly minimumReadOnly: number;
    readonly maximum: number;
  };
}

const EIGHT = {
  oldestTransportVersion: 7_170_099,
  format: HANDSHAKE_FORMAT_7,
  buildFlavor: 'default',
  minimumWireVersion: '7.17.0',
  minimumIndexVersion: '7.0.0',
  showsTransportVersion: true,
  searchDetails: true,
  hasRemoteClusterServer: true,
} as const;

const FROM_8_19 = {
  understandsFormat8: true,
  skipUnavailableDefault: true,
  resolveCluster: 'with-timeout',
  includeRemotes: true,
  connectFailureStatus: 502,
  proxyFailureNames: 'address-and-configuration',
} as const;

const NINE = {
  ...EIGHT,
  ...FROM_8_19,
  format: HANDSHAKE_FORMAT_8,
  minimumIndexVersion: '8.0.0',
} as const;

export const RELEASES = {
  '7.17.29': {
    number: '7.17.29',
    transportVersion: 7_172_999,
    oldestTransportVersion: 0,
    understandsFormat8: false,
    format: HANDSHAKE_FORMAT_7,
    buildFlavor: 'unknown',
    buildHash: '580aff1a0064ce4c93293aaab6fcc55e22c10d1c',
    buildDate: '2025-06-19T01:37:57.847711500Z',
    luceneVersion: '8.11.3',
    minimumWireVersion: '6.8.0',
    minimumIndexVersion: '6.0.0-beta1',
    showsTransportVersion: false,
    skipUnavailableDefault: false,
    resolveCluster: 'absent',
    includeRemotes: false,
    searchDetails: false,
    connectFailureStatus: 500,
    proxyFailureNames: 'nothing',
    hasRemoteClusterServer: false,
    indexVersions: { minimum: 6_000_099, minimumReadOnly: 6_000_099, maximum: 7_172_999 },
  },
  '8.14.3': {
    ...EIGHT,
    number: '8.14.3',
    transportVersion: 8_636_001,
    understandsFormat8: false,
    buildHash: 'd55f984299e0e88dee72ebd8255f7ff130859ad0',
    buildDate: '2024-07-07T22:04:49.882652950Z',
    luceneVersion: '9.10.0',
    skipUnavailableDefault: false,
    resolveCluster: 'without-timeout',
    includeRemotes: false,
    connectFailureStatus: 500,
    proxyFailureNames: 'address',
    indexVersions: { minimum: 7_000_099, minimumReadOnly: 7_000_099, maximum: 8_505_000 },
  },
  '8.19.21': {
    ...EIGHT,
    ...FROM_8_19,
    number: '8.19.21',
    transportVersion: 8_841_096,
    buildHash: '4fe44c255c3d0da06779b921e132cdc555ed9aff',
    buildDate: '2026-08-26T22:10:47.574903747Z',
    luceneVersion: '9.12.2',
    indexVersions: { minimum: 7_000_099, minimumReadOnly: 7_000_099, maximum: 8_537_000 },
  },
  '9.0.8': {
    ...NINE,
    number: '9.0.8',
    // The answer of a real node. The published map repeats the value of 9.0.0 here.
    transportVersion: 9_000_018,
    oldestTransportVersion: 8_825_000,
    buildHash: '936f7cf370e0d7952bb71a98629284c3c0e0d00e',
    buildDate: '2025-10-02T22:06:15.098088583Z',
    luceneVersion: '10.1.0',
    minimumWireVersion: '8.18.0',
    indexVersions: { minimum: 8_000_099, minimumReadOnly: 7_000_099, maximum: 9_009_000 },
  },
  '9.5.3': {
    ...NINE,
    number: '9.5.3',
    transportVersion: 9_458_007,
    oldestTransportVersion: 8_841_000,
    buildHash: '367ec317ec5f668dd864d41be06052a567102fec',
    buildDate: '2026-09-01T16:11:59.322249404Z',
    luceneVersion: '10.5.1',
    minimumWireVersion: '8.19.0',
    indexVersions: { minimum: 8_000_099, minimumReadOnly: 7_000_099, maximum: 9_111_000 },
  },
} as const satisfies Record<string, Release>;

export type ReleaseNumber = keyof typeof RELEASES;

/** True if a release is older than another. Both are `major.minor.patch`. */
export function isBefore(release: string, other: string): boolean {
  return release.localeCompare(other, 'en', { numeric: true }) < 0;
}
