/** The schema of `clusters.yml`. Its JSON Schema for editors is docs/clusters.schema.json. */
import * as z from 'zod';
import { unknownCode } from '../nearest.ts';
import { PLATFORMS } from '../platform.ts';
import { checkRoutesHaveClusters } from './alertRoutes.ts';
import { canarySchema } from './canary.ts';
import {
  checkKeyPair,
  checkNamesDiffer,
  checkSniffing,
  checkTlsIsUsed,
  checkUrlsDiffer,
  onLists,
  onMappings,
} from './contradictions.ts';
import {
  clusterAlias,
  clusterName,
  clusterUuid,
  fingerprint,
  httpUrl,
  pemFile,
  secretReference,
  serverName,
  text,
  versionRange,
} from './fields.ts';
import { defaultsSchema } from './limits.ts';
import { checkWindowsHaveClusters, maintenanceSchema } from './maintenanceWindows.ts';
import type { PemReader } from './pem.ts';

const BASIC = z
  .strictObject(
    {
      username: text(/^[^:]+$/, 'write the name of a user, without a colon').describe(
        'Name of the user',
      ),
      password: secretReference.describe('Reference to the password: env:NAME or file:path'),
    },
    'write username and password below basic',
  )
  .describe('User and password');

const AUTH = z
  .union(
    [
      z.literal('none').describe('Security is off'),
      z.strictObject({
        apiKey: secretReference.describe('Reference to the encoded API key: env:NAME or file:path'),
      }),
      z.strictObject({ basic: BASIC }),
      z.strictObject({
        bearer: secretReference.describe('Reference to the bearer token: env:NAME or file:path'),
      }),
    ],
    'write exactly one of apiKey, basic and bearer, or none if security is off',
  )
  .describe('Credentials: exactly one of apiKey, basic and bearer, or none');

const EXPECT = z
  .strictObject({
    mode: z.enum(['sniff', 'proxy'], 'write sniff or proxy').describe('Connection mode').optional(),
    clusterUuid: clusterUuid.describe('cluster_uuid of the remote cluster').optional(),
    clusterName: text(
      /^[^:]{1,255}$/,
      'write cluster_name in the answer to GET / of the remote cluster',
    )
      .describe('cluster_name of the remote cluster, as its seeds report it')
      .optional(),
    certificateFingerprint: fingerprint
      .describe("SHA-256 fingerprint of the certificate that the remote's addresses present")
      .optional(),
    certificateIssuer: text(
      /^\S.{0,299}$/,
      'write the issuer as the checker shows it, such as CN=Elastic CA',
    )
      .describe(
        "Issuer of the certificates that the remote's addresses present, as the checker prints it",
      )
      .optional(),
    version: versionRange
      .describe('Range of versions that the remote may run, such as ">=8.19 <10"')
      .optional(),
  })
  .describe('Expected values of the remote cluster; the checker reports each difference');

const CODE_REMEDY = 'write a cause code, such as single-seed';

const IGNORE_REMEDY = 'write true to skip the remote, or a list of code, reason and until';

/** An unknown code would be ignored by nobody. */
const causeCode = z.string(CODE_REMEDY).superRefine((code, context) => {
  const remedy = unknownCode(code);
  if (remedy !== undefined) context.addIssue(remedy);
});

const IGNORE = z
  .union(
    [
      z.boolean().describe('Skip this remote cluster'),
      z.array(
        z.strictObject({
          code: causeCode.describe('Cause code, as remote-cluster-checker explain lists them'),
          reason: text(/^\S.{2,499}$/, 'write why, in 3 to 500 characters').describe(
            'Why it does not count; the report shows it',
          ),
          until: text(
            /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
            'write the last day on which it is ignored, such as 2030-12-31',
          ).describe('Last day (UTC) on which the cause is ignored; after it, it counts again'),
        }),
      ),
    ],
    IGNORE_REMEDY,
  )
  .describe('true: skip this remote cluster. A list: causes that do not count for a while');

function tlsFiles(read: PemReader) {
  return {
    ca: pemFile('certificate', read)
      .describe('PEM file with the CA certificates to trust, relative to the registry')
      .optional(),
    certificate: pemFile('certificate', read)
      .describe('PEM file with the client certificate, relative to the registry')
      .optional(),
    key: pemFile('private key', read)
      .describe('PEM file with the private key of the client certificate, relative to the registry')
      .optional(),
  };
}

function httpTlsSchema(read: PemReader) {
  return z
    .strictObject({
      ...tlsFiles(read),
      fingerprint: fingerprint
        .describe('SHA-256 fingerprint of the CA certificate to trust')
        .optional(),
      serverName: serverName
        .describe(
          'Server name for SNI and certificate verification, if it differs from the host of the URL',
        )
        .optional(),
    })
    .superRefine(checkKeyPair, onMappings)
    .describe('TLS of the HTTP addresses');
}

function transportTlsSchema(read: PemReader) {
  return z
    .strictObject(tlsFiles(read))
    .superRefine(checkKeyPair, onMappings)
    .describe('TLS of the transport addresses of the remote cluster, as the probes use it');
}

const URLS_REMEDY = 'write a list of at least one http:// or https:// URL';

/** How to reach one cluster over HTTP. */
function httpAccess(read: PemReader) {
  return {
    urls: z
      .array(httpUrl, URLS_REMEDY)
      .min(1, URLS_REMEDY)
      .superRefine(checkUrlsDiffer, onLists)
      .describe(
        'HTTP addresses of the nodes of this cluster. The checker asks each, so list every node, not a load balancer',
      ),
    auth: AUTH,
    tls: httpTlsSchema(read).optional(),
    platform: z
      .enum(PLATFORMS, 'write self-managed, ech, ece or eck')
      .describe(
        'What runs the nodes, if names and node attributes do not show it: self-managed, Elastic Cloud Hosted (ech), Elastic Cloud Enterprise (ece) or Elastic Cloud on Kubernetes (eck)',
      )
      .optional(),
  };
}

function remoteEntrySchema(read: PemReader) {
  return z
    .strictObject(
      {
        ignore: IGNORE.optional(),
        expect: EXPECT.optional(),
        remote: z
          .strictObject(httpAccess(read))
          .superRefine(checkTlsIsUsed, onMappings)
          .describe(
            'HTTP addresses of the remote cluster itself, to read its gateway nodes, versions and API keys',
          )
          .optional(),
        transportTls: transportTlsSchema(read).optional(),
        crossClusterApiKey: secretReference
          .describe(
            "Reference to an encoded cross-cluster API key of the checker's own (not the local cluster's), to ask the seeds for the gateway nodes: env:NAME or file:path",
          )
          .optional(),
        sniffAsNode: z
          .boolean('write true or false')
          .describe(
            'Certificate model: ask the seeds for the gateway nodes as an Elasticsearch node does, with the certificate of transportTls',
          )
          .optional(),
      },
      'write settings such as ignore: true, or {}',
    )
    .superRefine(checkSniffing, onMappings)
    .describe('Settings of one remote cluster');
}

function localClusterSchema(read: PemReader) {
  return z
    .strictObject({
      name: clusterName.describe('Name of the local cluster, unique in the registry'),
      ...httpAccess(read),
      remotes: z
        .record(clusterAlias, remoteEntrySchema(read), 'write one entry per cluster alias')
        .default({})
        .describe(
          'Remote clusters by cluster alias; the checker also checks remotes that are registered only on the local cluster',
        ),
    })
    .superRefine(checkTlsIsUsed, onMappings)
    .describe('One local cluster');
}

const CLUSTERS_REMEDY = 'write a list of at least one cluster, each with name, urls and auth';

/** What `alerts` holds, which lib/alert/ reads. Its schema is built from the channels there. */
export type Alerts = Readonly<Record<string, unknown>>;
export type AlertsSchema = z.ZodType<Alerts>;

const ANY_ALERTS: AlertsSchema = z.record(z.string(), z.unknown());

/**
 * The schema of the registry. The reader returns the content of each PEM file, which replaces the
 * path.
 */
export function registrySchema(read: PemReader, alerts: AlertsSchema = ANY_ALERTS) {
  return z
    .strictObject(
      {
        vantage: text(/^\S.{0,99}$/, 'write a name of 1 to 100 characters')
          .describe('Where the checker runs; the host name by default')
          .optional(),
        defaults: defaultsSchema.prefault({}),
        clusters: z
          .array(localClusterSchema(read), CLUSTERS_REMEDY)
          .min(1, CLUSTERS_REMEDY)
          .superRefine(checkNamesDiffer, onLists)
          .describe('Local clusters to check'),
        canary: canarySchema.optional(),
        maintenance: maintenanceSchema.optional(),
        alerts: alerts.optional().describe('Where `serve` sends alerts'),
      },
      'start with clusters: and a list below it',
    )
    .superRefine(checkWindowsHaveClusters)
    .superRefine(checkRoutesHaveClusters)
    .describe('Registry of local clusters');
}

export type Registry = z.infer<ReturnType<typeof registrySchema>>;
export type Defaults = Registry['defaults'];
export type Timeouts = Defaults['timeouts'];
export type Thresholds = Defaults['thresholds'];
export type LocalCluster = Registry['clusters'][number];
export type RemoteEntry = LocalCluster['remotes'][string];
/** Causes that do not count for a while. */
export type IgnoredCause = Exclude<NonNullable<RemoteEntry['ignore']>, boolean>[number];
export type HttpAccess = NonNullable<RemoteEntry['remote']>;
/** Each secret is a reference, or the secret itself if a user typed it at a prompt. */
export type Auth = HttpAccess['auth'];
/** `ca`, `certificate` and `key` are PEM. */
export type HttpTls = NonNullable<HttpAccess['tls']>;
/** `ca`, `certificate` and `key` are PEM. */
export type TransportTls = NonNullable<RemoteEntry['transportTls']>;
