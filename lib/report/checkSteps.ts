/** What a check did for one remote, step by step: what passed, what failed, what was not done. */
import type { AddressProbe, Endpoint } from '../result/network.ts';
import type { CheckResult, Verdict } from '../result/result.ts';
import type { SniffWitness } from '../result/sniff.ts';
import { type Dates, datesOf } from './checkDates.ts';

export interface CheckStep {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly what: string;
  /** Values, or the reason why it failed or was not done. */
  readonly detail: string | undefined;
}

export interface StepGroup {
  readonly title: string;
  readonly steps: readonly CheckStep[];
}

/** In the order in which a connection is made. */
export function checkSteps(result: CheckResult): StepGroup[] {
  return [
    { title: 'Registration', steps: [registered(result), agreed(result), connected(result)] },
    ...result.witnesses.network.map((probe) => ({
      title: `Address ${probe.address} (${probe.roles.join(', ')})`,
      steps: addressSteps(probe),
    })),
    { title: 'Nodes of the remote cluster', steps: [...nodeList(result), gatewayNodes(result)] },
    { title: 'Requests', steps: [...requests(result), large(result)] },
    { title: 'Credentials', steps: [keystore(result), ...datesOf(result).map(dateStep)] },
    {
      title: 'Versions',
      steps: (['wire', 'search', 'replication'] as const).map((kind) =>
        version(kind, result.versions[kind]),
      ),
    },
  ];
}

function passed(what: string, detail?: string): CheckStep {
  return { outcome: 'passed', what, detail };
}
function failed(what: string, detail: string): CheckStep {
  return { outcome: 'failed', what, detail };
}
function skipped(what: string, detail: string): CheckStep {
  return { outcome: 'skipped', what, detail };
}

function registered({ witnesses: { passive } }: CheckResult): CheckStep {
  const what = 'the alias is registered';
  const lacking = passive.filter((witness) => witness.failed?.kind === 'missing');
  if (lacking.length > 0) return failed(what, lacking.map(saidByNode).join('; '));
  const listing = passive.filter((witness) => witness.connected !== undefined);
  if (listing.length > 0) return passed(what, `on ${listing.map(({ node }) => node).join(', ')}`);
  return skipped(what, passive.map(saidByNode).join('; ') || 'no local node was asked');
}

type Passive = CheckResult['witnesses']['passive'][number];

function saidByNode({ node, failed: failure }: Passive): string {
  return `${node}: ${failure?.message ?? 'no answer'}`;
}

function agreed({ witnesses: { passive } }: CheckResult): CheckStep {
  const what = 'local nodes agree';
  const able = passive.filter((witness) => witness.connected !== undefined);
  if (able.length < 2)
    return skipped(
      what,
      able.length === 0 ? 'no local node gave an answer' : 'only one local node gave an answer',
    );
  const views = new Set(able.map((witness) => `${witness.connected} ${witness.hasCredentials}`));
  const said = able.map(({ node, connected: is }) => `${node} ${is ? '' : 'not '}connected`);
  return views.size === 1 ? passed(what, `${able.length} nodes`) : failed(what, said.join(', '));
}

function connected({ witnesses: { passive } }: CheckResult): CheckStep {
  const what = 'local nodes hold connections';
  const able = passive.filter((witness) => witness.connected !== undefined);
  if (able.length === 0) return skipped(what, 'no local node gave an answer');
  const detail = able
    .map(
      ({ node, connections = 0, maxConnections = 0 }) =>
        `${node} ${connections} of ${maxConnections}`,
    )
    .join(', ');
  return able.every((witness) => witness.connected) ? passed(what, detail) : failed(what, detail);
}

function addressSteps({ dns, endpoints }: AddressProbe): CheckStep[] {
  if (dns.outcome === 'failed') return [failed('DNS', `${dns.failure}: ${dns.message}`)];
  if (dns.outcome === 'not-measured') return [skipped('DNS', dns.why)];
  const ips = dns.evidence.ips.map(({ ip }) => ip).join(', ');
  const name = dns.evidence.lookedUp ? passed('DNS', ips) : skipped('DNS', `${ips} is no name`);
  return [name, ...endpoints.flatMap(endpointSteps)];
}

function endpointSteps({ ip, port, tcp, tls, transport, speaks }: Endpoint): CheckStep[] {
  const isPlain = speaks === 'plain' && tls.outcome === 'not-measured';
  const tlsStep = wireStep('TLS', tls, ({ protocol = '', trust, trustError, nameMatches }) =>
    [
      protocol,
      trust === 'untrusted' ? `not trusted by the configured CA: ${trustError ?? ''}` : '',
      nameMatches ? '' : 'the certificate does not match the name',
    ]
      .filter((text) => text !== '')
      .join('; '),
  );
  return [
    wireStep(`TCP ${ip} port ${port}`, tcp, () => undefined),
    ...(isPlain ? [skipped('TLS', 'the address does not speak TLS')] : [tlsStep]),
    wireStep('transport handshake', transport, (seen) => seen.release),
  ];
}

type Measured<E> =
  | { readonly outcome: 'ok'; readonly evidence: E }
  | { readonly outcome: 'failed'; readonly failure: string; readonly message: string }
  | { readonly outcome: 'not-measured'; readonly why: string };

function wireStep<E>(
  what: string,
  step: Measured<E>,
  detail: (evidence: E) => string | undefined,
): CheckStep {
  if (step.outcome === 'ok') return passed(what, detail(step.evidence));
  if (step.outcome === 'not-measured') return skipped(what, step.why);
  return failed(what, `${step.failure}: ${step.message}`);
}

function nodeList({ mode, gateways, witnesses: { sniff } }: CheckResult): CheckStep[] {
  const what = 'node list';
  if (mode === 'proxy') return [skipped(what, 'proxy mode needs none')];
  if (sniff.length > 0) return sniff.map(seedStep);
  const { source, nodes, hint } = gateways;
  if (source === 'remote-http')
    return [passed(what, `${nodes.length} nodes, listed by the HTTP port of the remote`)];
  return [skipped(what, hint ?? 'nobody could be asked')];
}

function seedStep({ seed, outcome, refusal, why, listed = 0 }: SniffWitness): CheckStep {
  const what = `node list of the seed ${seed}`;
  if (outcome === 'answered') return passed(what, `${listed} nodes`);
  if (refusal !== undefined) return failed(what, `${refusal.kind}: ${refusal.message}`);
  return skipped(what, why ?? outcome);
}

function gatewayNodes({ gateways: { source, nodes } }: CheckResult): CheckStep {
  const what = 'gateway nodes can be reached';
  if (source === 'not-applicable') return skipped(what, 'proxy mode has none');
  const eligible = nodes.filter((node) => node.eligible);
  const dead = eligible.filter(({ reachable }) => reachable === 'no');
  if (dead.length > 0) return failed(what, `not ${dead.map(({ name }) => name).join(', ')}`);
  const reached = eligible.filter(({ reachable }) => reachable === 'yes').length;
  const detail = `${reached} of ${eligible.length} were seen`;
  return reached === 0 ? skipped(what, 'they are not known') : passed(what, detail);
}

function requests({ witnesses: { active, repeated } }: CheckResult): CheckStep[] {
  if (active.length === 0)
    return [skipped('cross-cluster request', 'no local node could be asked')];
  return [...active, ...repeated].map(
    ({ node, outcome, error, durationMs, remembered, askedAt }) => {
      const what = `cross-cluster request through ${node}`;
      if (outcome === 'connected') return passed(what, `${Math.round(durationMs)} ms`);
      const since = remembered === true ? ` (at ${askedAt}, not repeated since)` : '';
      const why = `${outcome}${error === undefined ? '' : `: ${error}`}${since}`;
      const isKnown =
        outcome === 'not-connected' || outcome === 'timed-out' || outcome === 'no-role';
      return isKnown ? failed(what, why) : skipped(what, why);
    },
  );
}

function large({ witnesses }: CheckResult): CheckStep {
  const what = 'large answers';
  const { outcome, bytes, why } = witnesses.large ?? {};
  if (outcome === 'passed') return passed(what, `${bytes ?? '?'} bytes`);
  if (outcome === 'lost') return failed(what, why ?? 'they get lost');
  return skipped(what, why ?? 'not tried, since no request passes');
}

function keystore({ securityModel, witnesses: { passive } }: CheckResult): CheckStep {
  const what = 'API key in the keystore';
  if (securityModel !== 'api-key') return skipped(what, `the security model is ${securityModel}`);
  const without = passive.filter((witness) => witness.hasCredentials === false);
  const having = passive.filter((witness) => witness.hasCredentials === true);
  if (without.length > 0)
    return failed(what, `not on ${without.map(({ node }) => node).join(', ')}`);
  const nodes = having.map(({ node }) => node).join(', ');
  return having.length === 0 ? skipped(what, 'no local node says') : passed(what, `on ${nodes}`);
}

function dateStep({ what, detail, outcome }: Dates): CheckStep {
  return { outcome, what, detail };
}

function version(kind: string, { verdict, why }: Verdict): CheckStep {
  const what = { wire: 'connection', search: 'search', replication: 'replication' }[kind] ?? kind;
  const outcomes = { supported: 'passed', unsupported: 'failed', unknown: 'skipped' } as const;
  return { outcome: outcomes[verdict], what: `versions: ${what}`, detail: why };
}
