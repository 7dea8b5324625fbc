/** What failed and stands in no evidence of a cause or finding, so that nothing seen is lost. */
import type { Answer, RegistrationFacts } from '../facts/facts.ts';
import type { Finding } from '../result/finding.ts';
import type { AddressProbe } from '../result/network.ts';
import type { CertificateFile } from '../result/result.ts';
import type { FailedAnswer } from '../result/witness.ts';
import type { View } from './view.ts';

interface Observation {
  /** Who saw it, or where. */
  readonly where: string;
  /** Verbatim. */
  readonly text: string;
}

/** More are counted in a last line. */
const MOST = 100;

/** `where: text`, each once. */
export function unexplainedOf(view: View, findings: readonly Finding[]): string[] {
  const evidence = findings.map((finding) => `${finding.evidence}\n${finding.subject ?? ''}`);
  const left = failedObservations(view)
    .filter(({ text }) => text !== '' && !evidence.some((one) => one.includes(text)))
    .map(({ where, text }) => `${where}: ${text}`);
  const lines = [...new Set(left)];
  const more = `${lines.length - MOST} more are not listed`;
  return lines.length > MOST ? [...lines.slice(0, MOST), more] : lines;
}

/** Every failed observation of the facts. */
export function failedObservations({ statements, remarks, facts }: View): Observation[] {
  return [
    ...[...statements, ...remarks].map(({ node, text }) => ({ where: node, text })),
    ...facts.passive.flatMap(({ node, failed }) => failedAnswer(node, failed)),
    ...facts.network.flatMap(failedSteps),
    ...(facts.sniff ?? []).flatMap(({ witness: { seed, refusal, outcome, why } }) => [
      { where: seed, text: refusal?.message ?? '' },
      { where: seed, text: outcome === 'not-known' ? (why ?? '') : '' },
    ]),
    ...answersOf(facts).flatMap(([where, answer]) =>
      answer === undefined || answer.ok ? [] : failedAnswer(where, answer.failed),
    ),
    ...expiredFiles(facts),
    ...[facts.stopped ?? [], facts.failures ?? []]
      .flat()
      .map(({ code, evidence }) => ({ where: code, text: evidence })),
  ];
}

/** An API that is not there, and a question that was not put, did not fail. */
function failedAnswer(where: string, failed: FailedAnswer | undefined): Observation[] {
  if (failed === undefined || failed.kind === 'missing' || failed.kind === 'not-asked') return [];
  return [{ where, text: failed.message }];
}

function failedSteps({ address, dns, endpoints }: AddressProbe): Observation[] {
  const steps = endpoints.flatMap(({ ip, tcp, tls, transport }) =>
    [tcp, tls, transport].map((step) => ({ step, where: `probe of ${address} (${ip})` })),
  );
  return [{ step: dns, where: `probe of ${address}` }, ...steps].flatMap(({ step, where }) =>
    step.outcome === 'failed' ? [{ where, text: withoutAddress(step.message, address) }] : [],
  );
}

/** Node ends its messages with the address, which the evidence names before. */
function withoutAddress(message: string, address: string): string {
  return message.endsWith(` ${address}`) ? message.slice(0, -address.length - 1) : message;
}

type Answers = readonly (readonly [string, Answer<unknown> | undefined])[];

function answersOf({ local, remote, stats, searchCounts, ccr }: RegistrationFacts): Answers {
  return [
    ...local.nodesAsked.flatMap(
      ({ url, root, remoteInfo }): Answers => [
        [`GET ${url}/`, root],
        [`GET ${url}/_remote/info`, remoteInfo],
      ],
    ),
    ['local nodes', local.nodes],
    ['local settings', local.settings],
    ['local certificates', local.certificates],
    ['local license', local.license],
    ['cluster statistics', stats],
    ['search statistics', searchCounts],
    ['replication', ccr],
    ['remote root', remote?.root],
    ['remote nodes', remote?.nodes],
    ['remote API keys', remote?.apiKeys],
    ['remote certificates', remote?.certificates],
    ['remote license', remote?.license],
  ];
}

function expiredFiles({ local, remote, now }: RegistrationFacts): Observation[] {
  const files = [local.certificates, remote?.certificates].flatMap((answer) =>
    answer?.ok ? answer.value : [],
  );
  return files
    .filter(({ notAfter }) => new Date(notAfter) < now)
    .map(({ node, path, notAfter }: CertificateFile) => ({
      where: `expired on ${notAfter.slice(0, 10)}`,
      text: `${node}, file ${path}`,
    }));
}
