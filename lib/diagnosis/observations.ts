/** Every failed observation of the facts, in the words in which it was seen. */
import { answersOf } from '../facts/askedApis.ts';
import type { RegistrationFacts } from '../facts/facts.ts';
import type { AddressProbe, Endpoint } from '../result/network.ts';
import type { ApiKey, CertificateFile } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import { faultsOf } from './faults.ts';
import { ERROR_AGE_MS } from './followerState.ts';
import { isBroken, type View } from './view.ts';

export interface Observation {
  /** Who saw it, or where. */
  readonly where: string;
  /** Verbatim. */
  readonly text: string;
  /** If other words say the same: what they have to contain. */
  readonly core?: readonly string[];
}

export function failedObservations(view: View): Observation[] {
  const { statements, remarks, facts } = view;
  return [
    ...[...statements, ...remarks].map(({ node, text }) => ({ where: node, text })),
    ...facts.passive.flatMap(({ node, failed }) =>
      isOfNodeAsked(failed, facts) ? [] : failedAnswer(node, failed),
    ),
    ...facts.network.flatMap((probe) => [...failedSteps(probe), ...otherFaults(probe, facts)]),
    ...(facts.sniff ?? []).flatMap(({ witness: { seed, refusal, outcome, why } }) => [
      { where: seed, text: refusal?.message ?? '' },
      { where: seed, text: outcome === 'not-known' ? (why ?? '') : '' },
    ]),
    ...answersOf(facts, facts.remote ?? facts.otherCluster?.answers).flatMap(({ what, answer }) =>
      answer === undefined || answer.ok ? [] : failedAnswer(what, answer.failed),
    ),
    ...expiredFiles(facts),
    ...(isBroken(view) ? uselessKeys(facts) : []),
    ...failedFollowers(facts),
    ...[facts.stopped ?? [], facts.failures ?? []]
      .flat()
      .map(({ code, evidence }) => ({ where: code, text: evidence })),
  ];
}

/** Then it stands with the request of the node. */
function isOfNodeAsked(failed: FailedAnswer | undefined, { local }: RegistrationFacts): boolean {
  return local.nodesAsked.some(({ remoteInfo }) => !remoteInfo.ok && remoteInfo.failed === failed);
}

/** An API that is not there, and a question that was not put, did not fail. */
function failedAnswer(where: string, failed: FailedAnswer | undefined): Observation[] {
  if (failed === undefined || failed.kind === 'missing' || failed.kind === 'not-asked') return [];
  const { message, reasons } = failed;
  const more = reasons.map(({ reason }) => reason).filter((text) => !message.includes(text));
  return [
    { where, text: message, core: [asOfRoot(message)] },
    ...more.map((text) => ({ where, text })),
  ];
}

/** The same answer to `GET /`, from a socket of its own: a proxy gives one to all requests. */
function asOfRoot(message: string): string {
  return message.replace(/GET \/\S*/, 'GET /').replace(/ - Local: \S+, Remote: \S+$/, '');
}

function failedSteps({ address, dns, endpoints }: AddressProbe): Observation[] {
  const steps = endpoints.flatMap((endpoint) =>
    stepsOf(endpoint).map((step) => ({ step, where: `probe of ${address} (${endpoint.ip})` })),
  );
  return [{ step: dns, where: `probe of ${address}` }, ...steps].flatMap(({ step, where }) =>
    step.outcome === 'failed' ? [{ where, text: withoutAddress(step.message, address) }] : [],
  );
}

type StepOf = Endpoint['tcp'] | Endpoint['tls'] | Endpoint['transport'];

function stepsOf({ tcp, tls, transport }: Endpoint): (StepOf | Refused)[] {
  const voice = transport.outcome === 'ok' ? transport.evidence.localVoice : undefined;
  return [tcp, tls, transport, ...(voice?.accepted === false ? [refusedVoice(voice)] : [])];
}

interface Refused {
  readonly outcome: 'failed';
  readonly message: string;
}

/** The peer answers its own version, and refuses that of the local nodes. */
function refusedVoice({
  asked,
  message,
}: {
  asked: number;
  message?: string | undefined;
}): Refused {
  return { outcome: 'failed', message: message ?? `refuses the transport version ${asked}` };
}

/** Node ends its messages with the address, which the evidence names before. */
function withoutAddress(message: string, address: string): string {
  return message.endsWith(` ${address}`) ? message.slice(0, -address.length - 1) : message;
}

/** What an address shows though no step failed: its certificate, or what it speaks. */
function otherFaults(probe: AddressProbe, { registration, now }: RegistrationFacts): Observation[] {
  const messages = failedSteps(probe).map(({ text }) => text);
  return faultsOf(probe, registration, now).flatMap(({ subject, evidence, core }) => {
    const text = evidence.slice(`${subject}: `.length);
    const where = `probe of ${subject}`;
    if (messages.some((message) => message.includes(text))) return [];
    return [{ where, text, ...(core === undefined ? {} : { core }) }];
  });
}

function expiredFiles({ local, remote, otherCluster, now }: RegistrationFacts): Observation[] {
  const { certificates } = remote ?? otherCluster?.answers ?? {};
  const files = [local.certificates, certificates].flatMap((answer) =>
    answer?.ok ? answer.value : [],
  );
  return files
    .filter(({ notAfter }) => new Date(notAfter) < now)
    .map(({ node, path, notAfter }: CertificateFile) => ({
      where: `expired on ${notAfter.slice(0, 10)}`,
      text: `${node}, file ${path}`,
    }));
}

/** A remote lists keys of other clusters too, so they are of interest only if the link is down. */
function uselessKeys({ registration, remote, now }: RegistrationFacts): Observation[] {
  const keys = remote?.apiKeys.ok ? remote.apiKeys.value : [];
  const isUseless = ({ type, invalidated, expiration }: ApiKey) =>
    type === 'cross_cluster' &&
    (invalidated || (expiration !== undefined && new Date(expiration) < now));
  return registration.securityModel !== 'api-key'
    ? []
    : keys.filter(isUseless).map(({ id, name, invalidated, expiration }) => ({
        where: 'remote API keys',
        text: `${name} (${id}) ${invalidated ? 'is invalidated' : `expired on ${expiration}`}`,
        core: [id],
      }));
}

/** Of this remote: shards that do not follow, and patterns that fail now. */
function failedFollowers({ ccr, registration: { alias }, now }: RegistrationFacts): Observation[] {
  if (!ccr.ok || ccr.value === undefined) return [];
  const { shards, autoFollowErrors, patterns } = ccr.value;
  const ofOthers = (patterns?.ok ? (patterns.value ?? []) : [])
    .filter((pattern) => pattern.alias !== alias)
    .map(({ name }) => name);
  return [
    ...shards
      .filter((shard) => shard.alias === alias)
      .flatMap(({ followerIndex, fatal = '', readFailure }) =>
        [fatal, readFailure?.reason ?? ''].map((text) => ({
          where: `follower ${followerIndex}`,
          text,
        })),
      ),
    ...autoFollowErrors
      .filter(({ at }) => now.getTime() - Date.parse(at) <= ERROR_AGE_MS)
      .filter(({ about }) => !ofOthers.includes(about.split(':')[0] ?? ''))
      .map(({ about, reason }) => ({ where: `auto-follow ${about}`, text: reason })),
  ];
}
