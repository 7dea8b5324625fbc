/** What diagnoses make of what the seeds told. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import { uuidOf } from '../../../lib/diagnosis/view.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import type { Finding } from '../../../lib/result/finding.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { REFUSAL_KINDS } from '../../../lib/result/sniff.ts';
import {
  answered,
  broken,
  deadEndpoint,
  endpoint,
  facts,
  node,
  notAnswered,
  probe,
  refusedSniff,
  registration,
  remoteFacts,
  sniffed,
  tlsEvidence,
  withoutRemote,
} from '../../support/facts.ts';

const apiKey = registration({ securityModel: 'api-key' });
/** A remote cluster server port: TLS without a client certificate. */
const serverPort = (ip: string) =>
  endpoint({
    ip,
    port: 9443,
    tls: {
      outcome: 'ok',
      durationMs: 1,
      evidence: tlsEvidence({ clientCertificate: 'not-requested' }),
    },
  });
const onServerPort = {
  registration: apiKey,
  network: [probe(undefined, { endpoints: [serverPort('10.0.0.1')] })],
};
const server = (id: string, address: string) =>
  node({ id, name: `archive-${id}`, remoteClusterServerAddress: address });

function all(given: RegistrationFacts): Finding[] {
  const { cause, findings } = diagnose(given);
  return [cause, ...findings];
}

/** The evidence of each finding with the code. */
function evidence(code: string, given: RegistrationFacts): string[] {
  return all(given)
    .filter((finding) => finding.code === code)
    .map((finding) => finding.evidence);
}

describe("the checker's own key", () => {
  const KEY_KINDS = REFUSAL_KINDS.filter(
    (kind) => kind.startsWith('key-') && kind !== 'key-missing',
  );

  it.each([...KEY_KINDS, 'certificate-identity-missing', 'license', 'unauthenticated'] as const)(
    'leaves a remote that works healthy where it is refused: %s',
    (kind) => {
      const { status, cause, findings } = diagnose(
        withoutRemote({ registration: apiKey, sniff: [refusedSniff(kind)] }),
      );
      expect([status, cause.code]).toEqual(['healthy', 'healthy']);
      expect(findings).toContainEqual(
        expect.objectContaining({
          code: 'checker-key-rejected',
          severity: 'unknown',
          subject: '10.0.0.1:9300',
        }),
      );
    },
  );

  it.each(['key-missing', 'credentials-missing', 'action-unknown', 'other'] as const)(
    'is not blamed for %s',
    (kind) => {
      expect(
        evidence(
          'checker-key-rejected',
          withoutRemote({ registration: apiKey, sniff: [refusedSniff(kind)] }),
        ),
      ).toEqual([]);
    },
  );

  it('is not blamed where none was sent', () => {
    const sniff = [refusedSniff('unauthenticated', { as: 'node' }), sniffed()];
    expect(evidence('checker-key-rejected', withoutRemote({ sniff }))).toEqual([]);
  });

  it('tells which way, and that the key of the local cluster is another', () => {
    const given = withoutRemote({ registration: apiKey, sniff: [refusedSniff('key-expired')] });
    expect(evidence('checker-key-rejected', given)).toEqual([
      "10.0.0.1:9300 answers, but refuses the checker's own API key (crossClusterApiKey of the registry): the key has expired: the words for key-expired. The key of the local cluster is another one, and was not judged by this",
    ]);
  });

  it('is never the cause of a remote that is broken', () => {
    const given = broken({ ...onServerPort, sniff: [refusedSniff('key-revoked')] });
    expect(diagnose(given)).toMatchObject({ status: 'failing', cause: { code: 'not-connected' } });
  });

  it('shows a license that no key passes, where the remote is broken', () => {
    const given = broken({ ...onServerPort, sniff: [refusedSniff('license')] });
    expect(diagnose(given)).toMatchObject({
      status: 'failing',
      cause: { code: 'license-non-compliant', subject: '10.0.0.1:9300' },
    });
  });
});

describe('a port that tells what it is', () => {
  it('is a remote cluster server port where a key is missing', () => {
    const given = broken({ sniff: [refusedSniff('key-missing', { as: 'nobody' })] });
    expect(diagnose(given).cause).toMatchObject({
      code: 'no-api-key-on-remote-server-port',
      evidence:
        'No local node has an API key for this remote, but 10.0.0.1:9300 is a remote cluster server port (9443). Asked without a key, it says: the words for key-missing',
    });
  });

  it('is a transport port where credentials of another kind are missing', () => {
    const given = broken({ registration: apiKey, sniff: [refusedSniff('credentials-missing')] });
    expect(diagnose(given).cause).toMatchObject({
      code: 'api-key-on-transport-port',
      evidence: expect.stringContaining('does not look for one'),
    });
  });

  it('is as it should be where the local nodes use it', () => {
    const given = withoutRemote({
      registration: apiKey,
      sniff: [refusedSniff('key-missing', { as: 'nobody' })],
    });
    expect(diagnose(given)).toMatchObject({ status: 'healthy' });
  });
});

describe('the identity of a seed', () => {
  const withUuid = (clusterUuid: string, more = {}) => sniffed({ clusterUuid, ...more });

  it.each([
    [
      'cluster_uuid',
      { clusterUuid: 'pinned-uuid' },
      'The registry expects cluster_uuid pinned-uuid, the seed 10.0.0.1:9300 belongs to archive (other-uuid)',
    ],
    [
      'name',
      { clusterName: 'orders' },
      'The registry expects the cluster name orders, the seed 10.0.0.1:9300 belongs to archive (other-uuid)',
    ],
  ])('is held against the pinned %s', (_what, expected, text) => {
    const given = broken({ expect: expected, sniff: [withUuid('other-uuid')] });
    expect(diagnose(given)).toMatchObject({
      status: 'failing',
      cause: { code: 'identity-changed', subject: '10.0.0.1:9300', evidence: text },
    });
  });

  it('is as pinned, or not seen', () => {
    const sniff = [withUuid('archive-uuid'), sniffed(), refusedSniff('other')];
    const sound = withoutRemote({
      expect: { clusterUuid: 'archive-uuid', clusterName: 'archive' },
      sniff,
    });
    expect(diagnose(sound)).toMatchObject({ status: 'healthy' });
  });

  it('is that of the remote where nobody else tells it', () => {
    const sniff = [sniffed(), withUuid('seed-uuid')];
    expect(uuidOf(broken({ sniff }))).toBe('seed-uuid');
    expect(uuidOf(broken())).toBeUndefined();
    expect(uuidOf(withoutRemote({ sniff }))).toBe('archive-uuid');
  });

  it('does not count against a remote that is connected to the pinned cluster', () => {
    const given = withoutRemote({
      expect: { clusterUuid: 'archive-uuid' },
      sniff: [withUuid('other-uuid')],
    });
    expect(diagnose(given)).toMatchObject({ status: 'degraded', cause: { code: 'seeds-differ' } });
  });

  it('makes a pinned one seen', () => {
    const given = broken({
      expect: { clusterUuid: 'archive-uuid' },
      sniff: [withUuid('archive-uuid')],
    });
    expect(evidence('not-measured', given)).toEqual([]);
    expect(
      evidence(
        'not-measured',
        broken({ expect: { clusterUuid: 'archive-uuid' }, sniff: [sniffed()] }),
      ),
    ).toHaveLength(1);
  });

  it('is told where the seeds belong to different clusters', () => {
    const sniff = [
      sniffed({ seed: 'a:1' }),
      sniffed({ seed: 'b:1', clusterName: 'other', clusterUuid: 'u' }),
      refusedSniff('other'),
    ];
    expect(all(withoutRemote({ sniff }))).toContainEqual(
      expect.objectContaining({
        code: 'seeds-differ',
        severity: 'warning',
        subject: 'a:1, b:1',
        evidence: 'The seeds belong to different clusters: a:1 to archive, b:1 to other (u)',
      }),
    );
    expect(
      evidence(
        'seeds-differ',
        withoutRemote({ sniff: [sniffed({ seed: 'a:1' }), sniffed({ seed: 'b:1' })] }),
      ),
    ).toEqual([]);
    const namesakes = broken({
      sniff: [withUuid('u1', { seed: 'a:1' }), withUuid('u2', { seed: 'b:1' })],
    });
    expect(evidence('seeds-differ', namesakes)).toEqual([
      'The seeds belong to different clusters: a:1 to archive (u1), b:1 to archive (u2)',
    ]);
  });

  it('is held against that of the cluster that is connected', () => {
    const moved = withoutRemote({ sniff: [withUuid('other-uuid')] });
    expect(evidence('seeds-differ', moved)).toEqual([
      'The local cluster is connected to cluster_uuid archive-uuid, but its seed 10.0.0.1:9300 belongs to archive (other-uuid)',
    ]);
    expect(evidence('seeds-differ', withoutRemote({ sniff: [withUuid('archive-uuid')] }))).toEqual(
      [],
    );
    expect(
      evidence(
        'seeds-differ',
        broken({ stats: notAnswered('refused'), sniff: [withUuid('other-uuid')] }),
      ),
    ).toEqual([]);
  });
});

describe('two lists of nodes', () => {
  const differ = (sniff: RegistrationFacts['sniff'], remote = remoteFacts()) =>
    all(facts({ remote, ...(sniff === undefined ? {} : { sniff }) })).filter(
      ({ code }) => code === 'node-lists-differ',
    );

  it('are no finding where they agree, or where there is one', () => {
    expect(differ([sniffed()])).toEqual([]);
    expect(differ([refusedSniff('other')])).toEqual([]);
    expect(differ([sniffed()], remoteFacts({ nodes: notAnswered('timed-out') }))).toEqual([]);
    expect(differ([sniffed({}, [])], remoteFacts({ nodes: answered([]) }))).toEqual([]);
  });

  it('tell which nodes and which addresses differ', () => {
    const bySeed = [
      node({ transportAddress: 'a.example/10.0.0.1:9300' }),
      node({ id: 'n2', name: 'archive-2', transportAddress: '10.0.0.2:9301' }),
      node({ id: 'n4', name: 'archive-4' }),
    ];
    const [finding] = differ([sniffed({}, bySeed)]);
    expect(finding).toMatchObject({
      severity: 'note',
      evidence:
        "The seed 10.0.0.1:9300 and the remote's HTTP API list different nodes: only the seed lists archive-4; only HTTP lists archive-3; archive-2 publishes 10.0.0.2:9301 by the seed, 10.0.0.2:9300 by HTTP",
    });
  });

  it('belong to different clusters where they have no node in common', () => {
    const strangers = [node({ id: 'x1' })];
    expect(differ([sniffed({}, strangers)])).toMatchObject([
      {
        severity: 'warning',
        evidence:
          "The seed 10.0.0.1:9300 and the remote's HTTP address in the registry have no node in common: they belong to different clusters (archive, and archive (archive-uuid))",
      },
    ]);
    const nameless = remoteFacts({ root: notAnswered('timed-out') });
    expect(differ([sniffed({}, strangers)], nameless)[0]?.evidence).toContain(
      'and one whose name was not seen)',
    );
  });
});

describe('publish addresses behind a seed that answers', () => {
  const seed = (ip: string) => probe(`${ip}:9443`, { endpoints: [serverPort(ip)] });
  const dead = (address: string) =>
    probe(address, {
      roles: ['gateway'],
      endpoints: [{ ...deadEndpoint('timed-out'), ip: address.replace(/:\d+$/, '') }],
    });
  const given = (seedIp: string, ...addresses: readonly string[]) =>
    broken({
      registration: registration({ securityModel: 'api-key', seeds: [`${seedIp}:9443`] }),
      network: [seed(seedIp), ...addresses.map(dead)],
      sniff: [
        sniffed(
          { seed: `${seedIp}:9443`, node: { id: '0', name: 'archive-0' } },
          addresses.map((address, index) => server(`${index}`, address)),
        ),
      ],
    });

  it.each([
    [
      'private ones, from a public seed',
      '203.0.113.7',
      ['10.0.0.1:9443', '10.0.0.2:9443'],
      'private',
    ],
    ['loopback ones, from a public seed', '203.0.113.7', ['127.0.0.1:9443'], 'loopback'],
    ['loopback ones, from a private seed', '10.0.0.9', ['127.0.0.1:9443'], 'loopback'],
    ['both kinds', '203.0.113.7', ['127.0.0.1:9443', '10.0.0.1:9443'], 'loopback and private'],
  ])('are behind NAT: %s', (_what, seedIp, addresses, ranges) => {
    const { status, cause, findings } = diagnose(given(seedIp, ...addresses));
    expect(status).toBe('failing');
    expect(cause).toMatchObject({
      code: 'gateways-behind-nat',
      subject: addresses.join(', '),
    });
    expect(textOf(cause.fix)).toContain('remote_cluster.publish_host');
    expect(cause.evidence).toContain(
      `publish ${ranges} addresses, which cannot be reached: archive-0 at ${addresses[0]}`,
    );
    expect(findings.map(({ code }) => code)).not.toContain('gateways-unreachable');
  });

  it.each([
    ['public ones', '203.0.113.7', ['203.0.113.8:9443']],
    ['some public ones', '203.0.113.7', ['203.0.113.8:9443', '10.0.0.1:9443']],
    ['private ones, from a private seed', '10.0.0.9', ['10.0.0.1:9443']],
    ['loopback ones, from a loopback seed', '127.0.0.1', ['127.0.0.1:9444']],
  ])(
    'are unreachable without the HTTP port of the remote being asked: %s',
    (_what, seedIp, addresses) => {
      expect(diagnose(given(seedIp, ...addresses))).toMatchObject({
        status: 'failing',
        cause: { code: 'gateways-unreachable' },
      });
    },
  );

  it('make a local node give up on the seed where that of its own node is dead', () => {
    const nodes = [server('0', '10.0.0.1:9443'), server('1', '10.0.0.2:9443')];
    const sniff = [sniffed({ seed: '10.0.0.9:9443', node: { id: '0', name: 'archive-0' } }, nodes)];
    const network = [seed('10.0.0.9'), dead('10.0.0.1:9443'), seed('10.0.0.2')];
    const { cause, gateways } = diagnose(
      broken({ registration: registration({ securityModel: 'api-key' }), network, sniff }),
    );
    expect(gateways.nodes.map(({ reachable, chosen }) => [reachable, chosen])).toEqual([
      ['no', false],
      ['yes', false],
    ]);
    expect(cause).toMatchObject({
      code: 'gateways-unreachable',
      subject: '10.0.0.1:9443',
      evidence: expect.stringContaining(
        'a local node gives up on a seed then, whatever other nodes it lists: archive-0 at 10.0.0.1:9443',
      ),
    });
  });

  it('are as they are where the local cluster uses the remote', () => {
    const usable = {
      ...given('203.0.113.7', '10.0.0.1:9443'),
      active: facts().active,
      passive: facts().passive,
    };
    expect(diagnose(usable)).toMatchObject({
      status: 'degraded',
      cause: { code: 'gateway-silent' },
    });
  });

  it('are not known of a node that publishes none', () => {
    const { transportAddress: _none, ...silent } = node({ id: 'n2', name: 'archive-2' });
    const { status, gateways } = diagnose(
      withoutRemote({ sniff: [sniffed({}, [node(), silent])] }),
    );
    expect(status).toBe('healthy');
    expect(gateways.nodes).toMatchObject([
      { reachable: 'yes' },
      { name: 'archive-2', reachable: 'unknown' },
    ]);
  });

  it('are unreachable by a name that does not resolve', () => {
    const nodes = [node({ transportAddress: 'archive.example:9300' })];
    const nameless = probe('archive.example:9300', {
      roles: ['gateway'],
      dns: { outcome: 'failed', durationMs: 1, failure: 'name-not-resolved', message: 'ENOTFOUND' },
      endpoints: [],
    });
    const given = broken({
      remote: remoteFacts({ nodes: answered(nodes) }),
      network: [seed('203.0.113.7'), nameless],
    });
    expect(diagnose(given)).toMatchObject({ cause: { code: 'gateways-unreachable' } });
  });
});
