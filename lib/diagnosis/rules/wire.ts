/** Reachability and protocol, from the network witness or from Elasticsearch's own words. */
import type { CauseCode } from '../catalogue/catalogue.ts';
import type { Fault } from '../faults.ts';
import { failedGatewayIn } from '../phrases.ts';
import { isBroken, type Rule, type Seen } from '../rule.ts';
import type { Told, View } from '../view.ts';

/** Connections are shown open while a real request gets no answer. */
function halfOpen({ facts, verdict }: View): Seen | undefined {
  const open = facts.passive.filter(({ connected }) => connected === true);
  const waiting = facts.active.find(({ outcome }) => outcome === 'timed-out');
  if (verdict !== 'timed-out' || waiting === undefined || open.length === 0) return undefined;
  const sockets = open
    .map(({ node, connections }) => `${node} holds ${connections} open`)
    .join(', ');
  return {
    evidence: `_remote/info says connected (${sockets}), but a cross-cluster request through ${waiting.node} got no answer in ${Math.round(waiting.durationMs)} ms`,
  };
}

/**
 * Elasticsearch's own words about the failure, with what the wire shows of the same. They outrank
 * what only the checker saw.
 */
function toldOf(code: CauseCode): Rule {
  return {
    code,
    when: (view) => {
      const told = isBroken(view) ? namedBy(view, code) : undefined;
      if (told === undefined) return undefined;
      const seen = deadlyFaults(view, code);
      const evidence = [
        ...seen.map((fault) => fault.evidence),
        `${told.node} says: ${told.text}`,
      ].join('; ');
      return { evidence, ...(seen.length === 0 ? {} : { subject: subjects(seen) }) };
    },
  };
}

/** The network faults with this code on the configured addresses, where all of them are dead. */
function onTheWire(code: CauseCode): Rule {
  return {
    code,
    when: (view) => {
      const seen =
        isBroken(view) && namedBy(view, code) === undefined ? deadlyFaults(view, code) : [];
      return seen.length === 0
        ? undefined
        : { subject: subjects(seen), evidence: seen.map(({ evidence }) => evidence).join('; ') };
    },
  };
}

function deadlyFaults({ allConfiguredDead, configured }: View, code: CauseCode): Fault[] {
  return allConfiguredDead
    ? configured.flatMap(({ faults }) => faults.filter((fault) => fault.code === code))
    : [];
}

function subjects(faults: readonly Fault[]): string {
  return faults.map(({ subject }) => subject).join(', ');
}

function namedBy({ told }: View, code: CauseCode): Told | undefined {
  if (BEHIND_SEEDS.has(code) && told.some(({ text }) => failedGatewayIn(text) !== undefined))
    return undefined;
  return told.find((entry) => entry.code === code);
}

/**
 * Where Elasticsearch names a gateway behind a seed that answered, these speak of the gateway, not
 * of the remote.
 */
const BEHIND_SEEDS: ReadonlySet<CauseCode> = new Set([
  'connection-refused',
  'connection-timed-out',
  'no-route',
]);

function serverPortClosed(view: View): Seen | undefined {
  const { transportPortOpen, registration } = view.facts;
  if (
    !isBroken(view) ||
    registration.securityModel !== 'api-key' ||
    transportPortOpen?.open !== true
  )
    return undefined;
  const refused = view.configured.find(({ faults }) =>
    faults.some(({ code }) => code === 'connection-refused'),
  );
  if (refused === undefined) return undefined;
  return {
    subject: refused.address,
    evidence: `${refused.address} (remote cluster server) does not accept connections, while ${transportPortOpen.address} (transport) on the same host does`,
  };
}

function someSeedsDead(view: View): Seen[] {
  if (view.allConfiguredDead || view.facts.registration.mode !== 'sniff') return [];
  const severity = view.verdict === 'connected' ? ('note' as const) : ('warning' as const);
  return view.configured.flatMap(({ faults }) =>
    faults.slice(0, 1).map(({ evidence, subject }) => ({
      subject,
      severity,
      evidence: `One of ${view.configured.length} seeds: ${evidence}`,
    })),
  );
}

function unstableEndpoint({ configured, verdict }: View): Seen[] {
  return configured.flatMap(({ address, endpoints, faults }) => {
    const bad = new Set(faults.map(({ subject }) => subject));
    if (bad.size === 0 || bad.size >= endpoints.length) return [];
    const severity = verdict === 'connected' ? ('note' as const) : ('warning' as const);
    return [
      {
        subject: address,
        severity,
        evidence: `${address} stands for ${endpoints.length} IPs, of which ${bad.size} fail: ${[...bad].join(', ')}`,
      },
    ];
  });
}

function proxySocketsLow({ facts }: View): Seen[] {
  if (facts.registration.mode !== 'proxy') return [];
  return facts.passive
    .filter(
      ({ connected, connections = 0, maxConnections = 0 }) =>
        connected === true && connections * 2 < maxConnections,
    )
    .map(({ node, connections, maxConnections }) => ({
      subject: node,
      evidence: `${node} holds ${connections} of ${maxConnections} sockets to the proxy`,
    }));
}

/**
 * The configured addresses are dead from where the remote's own HTTP port answers: what still works
 * is an old connection.
 */
function staleConnection({
  facts,
  verdict,
  allConfiguredDead,
  configured,
}: View): Seen | undefined {
  const wasOpen = facts.passive.some(({ connected }) => connected === true);
  if (verdict !== 'connected' || !wasOpen || !allConfiguredDead || !facts.remote?.root.ok)
    return undefined;
  const dead = configured.flatMap(({ faults }) => faults);
  if (!dead.every(({ code }) => code === 'connection-refused' || code === 'name-not-resolved'))
    return undefined;
  return {
    subject: configured.map(({ address }) => address).join(', '),
    evidence: `The remote's HTTP port answers from ${facts.vantage}, but no configured address does (${dead.map(({ evidence }) => evidence).join('; ')}): the open connections outlive them`,
  };
}

export const halfOpenRule: Rule = { code: 'half-open', when: halfOpen };

export const serverPortClosedRule: Rule = {
  code: 'remote-cluster-server-closed',
  when: serverPortClosed,
};

const PEER_CODES = [
  'http-port',
  'plaintext-expected',
  'tls-expected',
  'wrong-server-name',
] as const;
const CERTIFICATE_CODES = ['certificate-expired', 'certificate-untrusted'] as const;
const REACHABILITY_CODES = [
  'name-not-resolved',
  'connection-refused',
  'connection-timed-out',
  'no-route',
] as const;

export const TOLD_RULES: readonly Rule[] = (
  [
    ...PEER_CODES,
    ...CERTIFICATE_CODES,
    'certificate-name-mismatch',
    'client-certificate-rejected',
    ...REACHABILITY_CODES,
  ] as const
).map(toldOf);

/** What stands on the other side is not what the local nodes expect there. */
export const PEER_RULES: readonly Rule[] = PEER_CODES.map(onTheWire);

/** The certificate of every configured address lacks the name. */
function nameMismatch(code: CauseCode): Rule {
  return {
    code,
    when: (view) => {
      if (!isBroken(view) || namedBy(view, code) !== undefined) return undefined;
      const seen = view.configured.flatMap(({ nameFaults }) =>
        nameFaults.filter((fault) => fault.code === code).slice(0, 1),
      );
      if (seen.length === 0 || seen.length < view.configured.length) return undefined;
      return { subject: subjects(seen), evidence: seen.map(({ evidence }) => evidence).join('; ') };
    },
  };
}

/**
 * What the node certificates are issued by is nothing that the remote trusts, as far as both sides
 * list their certificates.
 */
function foreignIssuer(view: View): Seen | undefined {
  const { local, remote, registration } = view.facts;
  if (
    !isBroken(view) ||
    registration.securityModel !== 'certificate' ||
    !local.certificates.ok ||
    !remote?.certificates.ok
  )
    return undefined;
  const trusted = remote.certificates.value
    .filter(({ hasPrivateKey }) => !hasPrivateKey)
    .map(({ subject }) => subject);
  const own = local.certificates.value.filter(({ hasPrivateKey }) => hasPrivateKey);
  if (
    trusted.length === 0 ||
    own.length === 0 ||
    own.some(({ issuer }) => trusted.includes(issuer))
  )
    return undefined;
  const issuers = [...new Set(own.map(({ issuer }) => issuer))].join(', ');
  return {
    evidence: `The certificates of the local nodes are issued by ${issuers}; the remote trusts ${trusted.join(', ')}`,
  };
}

export const CERTIFICATE_RULES: readonly Rule[] = CERTIFICATE_CODES.map(onTheWire);

/**
 * Weaker evidence: names matter only with `verification_mode: full`, and it was the checker's own
 * client certificate that was rejected.
 */
export const LATE_CERTIFICATE_RULES: readonly Rule[] = [
  nameMismatch('certificate-name-mismatch'),
  nameMismatch('wrong-server-name'),
  onTheWire('client-certificate-rejected'),
  { code: 'client-certificate-rejected', when: foreignIssuer },
];

export const REACHABILITY_RULES: readonly Rule[] = [
  ...REACHABILITY_CODES,
  ...(['silent-peer', 'not-elasticsearch', 'connection-reset'] as const),
].map(onTheWire);

export const CONNECTION_FINDING_RULES: readonly Rule[] = [
  { code: 'gateways-partly-reachable', when: someSeedsDead },
  { code: 'unstable-endpoint', when: unstableEndpoint },
  { code: 'proxy-sockets-low', when: proxySocketsLow },
  { code: 'stale-connection', when: staleConnection },
];
