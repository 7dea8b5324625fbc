/** The one record that all else reads: table, JSON, page, state, metrics, alerts. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';
import { licenseSchema } from './expiry.ts';
import { findingSchema, type Status, statusSchema } from './finding.ts';
import { addressProbeSchema } from './network.ts';
import { replicationSchema } from './replication.ts';
import { searchesSchema } from './searches.ts';
import { sniffWitnessSchema } from './sniff.ts';
import {
  activeWitnessSchema,
  failedAnswerSchema,
  largeAnswersSchema,
  localNodeSchema,
  passiveWitnessSchema,
} from './witness.ts';

/**
 * Of the results' shape, which stands on each report; apart from the schema, which takes long to
 * build.
 */
export const SCHEMA_VERSION = 1;

export { type Status, statusSchema };

export const modeSchema = z.enum(['sniff', 'proxy', 'unknown']);
export const securityModelSchema = z.enum(['api-key', 'certificate', 'none', 'unknown']);
export const verdictSchema = z.strictObject({
  verdict: z.enum(['supported', 'unsupported', 'unknown']),
  /**
   * `table`: Elastic's published table says so; `rule`: its rule, beyond the table;
   * `minimum-wire-version`: the servers' own statement.
   */
  by: z.enum(['table', 'rule', 'minimum-wire-version', 'not-known']),
  why: z.string(),
});

/** One node of the remote cluster, as a possible gateway in sniff mode. */
export const gatewaySchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  roles: z.array(z.string()),
  /** The address that a local node would connect to; absent where the node offers none. */
  publishAddress: z.string().optional(),
  eligible: z.boolean(),
  /** Why not, or why it is. */
  reason: z.string(),
  reachable: z.enum(['yes', 'no', 'unknown']),
  /**
   * Whether a local node would take it: up to `cluster.remote.connections_per_cluster` that may be
   * and can be reached, first the seed's own node, then in the order of the list. Where more nodes
   * qualify, local nodes may differ.
   */
  chosen: z.boolean().default(false),
});

export const gatewaysSchema = z.strictObject({
  /**
   * Where the list comes from: the remote's HTTP port, a seed that was asked over the transport
   * protocol as a local node asks it, or `both`, where the seed's word counts; `not-known` where
   * nobody could be asked.
   */
  source: z.enum(['remote-http', 'transport', 'both', 'not-known', 'not-applicable']),
  /** The seed by whose list a local node would go. */
  seed: z.string().optional(),
  /** What to configure to learn them, where they are not known. */
  hint: z.string().optional(),
  nodes: z.array(gatewaySchema),
});

export const apiKeySchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  invalidated: z.boolean(),
  expiration: instantSchema.optional(),
  /** What a cross-cluster API key gives access for: `search`, `replication`. */
  access: z.array(z.string()).optional(),
});
export const certificateFileSchema = z.strictObject({
  node: z.string(),
  path: z.string(),
  subject: z.string(),
  issuer: z.string(),
  /** Hex digits. */
  serialNumber: z.string().optional(),
  notAfter: instantSchema,
  hasPrivateKey: z.boolean(),
});

export const resultSchema = z.strictObject({
  cluster: z.string(),
  /** The cluster alias; `*` where the aliases could not be learnt. */
  alias: z.string(),
  mode: modeSchema,
  securityModel: securityModelSchema,
  seeds: z.array(z.string()),
  proxyAddress: z.string().optional(),
  serverName: z.string().optional(),
  skipUnavailable: z.boolean().optional(),
  status: statusSchema,
  cause: findingSchema,
  findings: z.array(findingSchema),
  /** Causes of this result that the registry says do not count for a while. */
  ignored: z
    .array(z.strictObject({ code: z.string(), reason: z.string(), until: z.iso.date() }))
    .optional(),
  /**
   * What failed and stands in the evidence of no cause or finding, verbatim after whoever saw it;
   * absent if there is nothing.
   */
  unexplained: z.array(z.string()).optional(),
  witnesses: z.strictObject({
    passive: z.array(passiveWitnessSchema),
    active: z.array(activeWitnessSchema),
    /** The same request several times at once, since an address of the remote is silent. */
    repeated: z.array(activeWitnessSchema).default([]),
    /** Absent if it was not tried, as no request passes. */
    large: largeAnswersSchema.optional(),
    /** As seen from `vantage`, which is not where the local nodes are. */
    network: z.array(addressProbeSchema),
    /** Of each seed, in the order in which a local node tries them; sniff mode only. */
    sniff: z.array(sniffWitnessSchema).default([]),
  }),
  /**
   * Which nodes of the local cluster can use the remote: those that the registry names, then the
   * others that the cluster lists.
   */
  localNodes: z.array(localNodeSchema).optional(),
  /** APIs that gave no value, by name: what could not be seen, and why. */
  notSeen: z.record(z.string(), failedAnswerSchema),
  gateways: gatewaysSchema,
  versions: z.strictObject({
    local: z.array(z.string()),
    remote: z.array(z.string()),
    wire: verdictSchema,
    search: verdictSchema,
    replication: verdictSchema,
  }),
  localClusterUuid: z.string().optional(),
  remoteClusterUuid: z.string().optional(),
  /**
   * Who the remote was at first sight, or when its identity was last accepted; absent where nothing
   * is remembered.
   */
  rememberedIdentity: z
    .strictObject({
      clusterUuid: z.strictObject({ uuid: z.string(), since: instantSchema }).optional(),
      issuers: z.strictObject({ names: z.array(z.string()), since: instantSchema }).optional(),
      accepted: z.strictObject({ at: instantSchema, reason: z.string() }).optional(),
    })
    .optional(),
  /**
   * Cross-cluster searches with this remote; absent where the local cluster does not count them
   * (before 8.16) or did not tell.
   */
  searches: searchesSchema.optional(),
  /**
   * Replication from this remote; absent where nothing is followed, or the local cluster did not
   * tell.
   */
  replication: replicationSchema.optional(),
  credentials: z.strictObject({
    apiKeys: z.array(apiKeySchema),
    localCertificates: z.array(certificateFileSchema),
    remoteCertificates: z.array(certificateFileSchema),
  }),
  /** The licenses of both clusters, where they could be asked. */
  licenses: z
    .strictObject({ local: licenseSchema.optional(), remote: licenseSchema.optional() })
    .optional(),
  /**
   * Paths of the files that requests to this remote are signed with (9.3 and later), as the
   * settings name them.
   */
  signingCertificates: z.array(z.string()).optional(),
  checkedAt: instantSchema,
  durationMs: z.number(),
});

export const reportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  /** Where the checker ran: its route is not the nodes' route. */
  vantage: z.string(),
  startedAt: instantSchema,
  durationMs: z.number(),
  results: z.array(resultSchema),
});

export type Mode = z.infer<typeof modeSchema>;
export type SecurityModel = z.infer<typeof securityModelSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
export type Gateway = z.infer<typeof gatewaySchema>;
export type Gateways = z.infer<typeof gatewaysSchema>;
export type ApiKey = z.infer<typeof apiKeySchema>;
export type CertificateFile = z.infer<typeof certificateFileSchema>;
export type CheckResult = z.infer<typeof resultSchema>;
export type CheckReport = z.infer<typeof reportSchema>;
