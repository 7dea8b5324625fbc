/** What one walk along the wire to one address found: DNS, TCP, TLS, transport handshake. */
import * as z from 'zod';
import { instantSchema } from '../instant.ts';

/**
 * One step of a probe. `failure` says how it ended, `message` in the words of the operating system
 * or the peer.
 */
function step<E extends z.ZodType, const F extends readonly [string, ...string[]]>(
  evidence: E,
  failures: F,
) {
  return z.discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('ok'), durationMs: z.number(), evidence }),
    z.strictObject({
      outcome: z.literal('failed'),
      durationMs: z.number(),
      failure: z.enum(failures),
      message: z.string(),
      evidence: evidence.optional(),
    }),
    z.strictObject({ outcome: z.literal('not-measured'), why: z.string() }),
  ]);
}

export const certificateSchema = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  /** As in the certificate: `DNS:name` and `IP Address:1.2.3.4`. */
  subjectAltNames: z.array(z.string()),
  notBefore: instantSchema,
  notAfter: instantSchema,
  /** SHA-256, upper-case hex pairs joined with colons. */
  fingerprint: z.string(),
  serialNumber: z.string(),
  /** OIDs of the purposes that it is limited to; absent if it is not limited. */
  extendedKeyUsage: z.array(z.string()).optional(),
});

export const dnsStepSchema = step(
  z.strictObject({
    /** False where the host is an IP literal and nothing was looked up. */
    lookedUp: z.boolean(),
    ips: z.array(
      z.strictObject({
        ip: z.string(),
        family: z.union([z.literal(4), z.literal(6)]),
        ttlSeconds: z.number().optional(),
      }),
    ),
  }),
  ['name-not-resolved', 'timed-out', 'other'],
);

export const tcpStepSchema = step(z.strictObject({ localAddress: z.string().optional() }), [
  'refused',
  'timed-out',
  'no-route',
  'reset',
  'other',
]);

export const tlsEvidenceSchema = z.strictObject({
  protocol: z.string().optional(),
  /** The name sent as SNI and checked against the certificate; absent where none was sent. */
  serverName: z.string().optional(),
  /** Leaf first, as the peer sent it. */
  chain: z.array(certificateSchema),
  /** Whether the chain leads to the configured CA; `not-judged` where none is configured. */
  trust: z.enum(['trusted', 'untrusted', 'not-judged']),
  trustError: z.string().optional(),
  /** Whether the leaf names the host that was dialled or the server name. */
  nameMatches: z.boolean(),
  /**
   * What became of client authentication: `not-requested`, `accepted` (with the configured client
   * certificate), `requested` (asked for; the handshake was ended unseen by the peer's log, since
   * there is no certificate to present), `rejected`.
   */
  clientCertificate: z.enum(['not-requested', 'requested', 'accepted', 'rejected', 'unknown']),
});

export const tlsStepSchema = step(tlsEvidenceSchema, [
  'not-tls',
  'closed',
  'reset',
  'timed-out',
  'client-certificate-rejected',
  'unrecognized-name',
  'alert',
  'other',
]);

export const transportStepSchema = step(
  z.strictObject({
    /** The peer's own transport version, as it answered the silent handshake. */
    transportVersion: z.number().int(),
    /** The peer's release, such as `9.5.3`, where its handshake carries it (8.18 and later). */
    release: z.string().optional(),
    /** What the peer answered when asked with the local cluster's own transport version. */
    localVoice: z
      .strictObject({
        asked: z.number().int(),
        answered: z.number().int().optional(),
        accepted: z.boolean(),
        message: z.string().optional(),
      })
      .optional(),
  }),
  [
    'closed',
    'reset',
    'timed-out',
    'http',
    'elasticsearch-http',
    'tls-record',
    'not-elasticsearch',
    'error-answer',
    'other',
  ],
);

/** One IP address of one address. */
export const endpointSchema = z.strictObject({
  ip: z.string(),
  port: z.number().int(),
  /** What the peer speaks, as found out; `unknown` where nothing told. */
  speaks: z.enum(['tls', 'plain', 'unknown']),
  tcp: tcpStepSchema,
  tls: tlsStepSchema,
  transport: transportStepSchema,
});

export const addressProbeSchema = z.strictObject({
  /** `host:port` as Elasticsearch writes it, `name/ip:port` where it told the IP. */
  address: z.string(),
  serverName: z.string().optional(),
  roles: z.array(z.enum(['seed', 'gateway', 'proxy'])),
  dns: dnsStepSchema,
  endpoints: z.array(endpointSchema),
  durationMs: z.number(),
});

export type Certificate = z.infer<typeof certificateSchema>;
export type DnsStep = z.infer<typeof dnsStepSchema>;
export type TcpStep = z.infer<typeof tcpStepSchema>;
export type TlsEvidence = z.infer<typeof tlsEvidenceSchema>;
export type TlsStep = z.infer<typeof tlsStepSchema>;
export type TransportStep = z.infer<typeof transportStepSchema>;
export type Endpoint = z.infer<typeof endpointSchema>;
export type AddressProbe = z.infer<typeof addressProbeSchema>;
