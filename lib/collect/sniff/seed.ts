/** Asks one seed for the nodes of its cluster, over a connection of its own. */
import type { Sniffed } from '../../facts/facts.ts';
import { createRedactor } from '../../redact.ts';
import type { TlsEvidence } from '../../result/network.ts';
import { type Destination, withStream } from '../probe/connection.ts';
import { elapsedMs, type ProbeOptions } from '../probe/step.ts';
import { type Heard, type SniffCredentials, type SniffQuestion, sniff } from './conversation.ts';

export interface SniffTarget
  extends Omit<Destination, 'localVoice'>,
    Omit<SniffQuestion, 'lastByteAfterMs'> {
  /** As configured. */
  readonly seed: string;
  readonly speaks: 'tls' | 'plain';
  /**
   * Whether a certificate has to have the name before the key is sent; it has to be trusted always.
   */
  readonly checksNames: boolean;
}

/**
 * How long a remote may take for its reason in a second look, which ends before it has judged the
 * whole request.
 */
const LAST_BYTE_AFTER_MS = 1_000;

/**
 * A peer's texts are cut where they are longer than any name, attribute or reason of Elasticsearch.
 */
const TEXT_LIMIT = 300;

/**
 * Never rejects. Where the remote refuses the key without saying why, it is asked once more in a
 * way that only its reason answers: that costs a second line in its log. Texts of the peer come
 * without the key.
 */
export async function sniffSeed(target: SniffTarget, options: ProbeOptions): Promise<Sniffed> {
  const startedAt = performance.now();
  const first = await hear(target, options);
  const heard =
    first.refusal?.kind === 'unauthenticated' ? await lookAgain(first, target, options) : first;
  const { nodes, ...told } = cleaned(heard, target.credentials);
  const witness = {
    seed: target.seed,
    ip: target.ip,
    as: target.credentials.as,
    ...told,
    durationMs: elapsedMs(startedAt),
  };
  return { witness, ...(nodes === undefined ? {} : { nodes }) };
}

/** The seed was not asked, for a reason. */
export function notAsked(seed: string, as: SniffCredentials['as'], why: string): Sniffed {
  return {
    witness: {
      seed,
      as,
      outcome: 'not-asked',
      reached: 'nothing',
      why,
      roundTrips: 0,
      durationMs: 0,
    },
  };
}

/** The same with every text short and free of the key: a peer may say what it was told. */
function cleaned(heard: Heard, credentials: SniffCredentials): Heard {
  const redact =
    credentials.as === 'api-key'
      ? createRedactor({ kind: 'apiKey', apiKey: credentials.encodedKey })
      : (text: string) => text;
  const json = JSON.stringify(heard, (_key, value: unknown) =>
    typeof value === 'string' ? redact(value).slice(0, TEXT_LIMIT) : value,
  );
  return JSON.parse(json);
}

async function lookAgain(first: Heard, target: SniffTarget, options: ProbeOptions): Promise<Heard> {
  const lastByteAfterMs = Math.min(LAST_BYTE_AFTER_MS, options.timeouts.handshakeMs / 2);
  const { refusal, roundTrips } = await hear({ ...target, lastByteAfterMs }, options);
  return {
    ...first,
    ...(refusal === undefined ? {} : { refusal }),
    roundTrips: first.roundTrips + roundTrips,
  };
}

async function hear(target: SniffTarget & SniffQuestion, options: ProbeOptions): Promise<Heard> {
  const heard = await withStream(target, options, (stream, tls) => {
    const objection = target.credentials.as === 'api-key' ? objectionTo(tls, target) : undefined;
    return objection === undefined
      ? sniff(stream, target, options)
      : Promise.resolve(unheard({ outcome: 'not-asked', why: objection }));
  });
  return 'unopened' in heard
    ? { ...unheard({ outcome: 'not-known', why: heard.unopened }), reached: 'nothing' }
    : heard;
}

function unheard(end: Pick<Heard, 'outcome' | 'why'>): Heard {
  return { ...end, reached: 'connection', roundTrips: 0 };
}

/** Why the key is not sent there: a stranger would have it then. */
function objectionTo(
  tls: TlsEvidence | undefined,
  { checksNames }: SniffTarget,
): string | undefined {
  if (tls === undefined) return 'The API key is not sent in plain text';
  if (tls.trust !== 'trusted')
    return `The API key is sent only where the certificate leads to transportTls.ca: ${tls.trustError ?? 'no CA is configured'}`;
  if (!checksNames || tls.nameMatches) return undefined;
  return `The API key is sent only where the certificate names the address; this one is for ${tls.chain[0]?.subjectAltNames.join(', ') || 'no names at all'}`;
}
