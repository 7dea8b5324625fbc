import { expect, it } from 'vitest';
import type { CheckContext } from '../../lib/collect/context.ts';
import type { NodeClient } from '../../lib/collect/elasticsearch/client.ts';
import type { Observed } from '../../lib/collect/surroundings.ts';
import { collectFacts } from '../../lib/collect/witnesses.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import type { Registration } from '../../lib/facts/registration.ts';
import { registryFromUrls } from '../../lib/registry/fromUrls.ts';
import { answered, deadEndpoint, facts, localNode, probe, registration } from '../support/facts.ts';

const never = () => new Promise<never>(() => undefined);

/** A local node that answers that the remote is connected. */
const sound = async () => ({
  statusCode: 200,
  body: { archive: { connected: true, skip_unavailable: true } },
});

const info = {
  connected: true,
  mode: 'sniff',
  seeds: [],
  connections: 3,
  maxConnections: 3,
  skipUnavailable: true,
  hasCredentials: false,
} as const;

function clientOf(url: string, redact: (text: string) => string): NodeClient {
  return {
    url,
    get: sound,
    requestTimeoutMs: 1000,
    redact,
    close: async () => undefined,
  } as unknown as NodeClient;
}

async function collected(
  context: Partial<CheckContext>,
  { redact = (text: string) => text, model = 'unknown' as Registration['securityModel'] } = {},
) {
  const url = 'http://local-1:9200';
  const { clusters, defaults } = registryFromUrls([url], {});
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('The registry has no cluster');
  const local = {
    ...facts().local,
    nodesAsked: [localNode({ url, remoteInfo: answered({ archive: info }) })],
  };
  const observed: Observed = {
    cluster,
    local: { facts: local, clients: [clientOf(url, redact)], close: async () => undefined },
    memory: { timeoutRefused: false },
    memories: Promise.resolve(new Map()),
  };
  const whole = {
    vantage: 'test',
    defaults,
    signal: new AbortController().signal,
    end: AbortSignal.timeout(500),
    now: () => new Date(),
    probe: async () => probe(),
    sniff: never,
    ...context,
  } as CheckContext;
  return collectFacts(
    registration({ seeds: ['10.0.0.1:9300', '10.0.0.2:9300'], securityModel: model }),
    observed,
    whole,
  );
}

it.each([
  [
    new ConfigurationError('CA cannot be used'),
    { code: 'access-unusable', evidence: 'The probe of 10.0.0.1:9300: CA cannot be used' },
  ],
  [
    new RangeError('too deep'),
    { code: 'check-failed', evidence: 'The probe of 10.0.0.1:9300 failed: RangeError: too deep' },
  ],
])('keeps all else if one probe throws %s', async (thrown, failure) => {
  const throwing: CheckContext['probe'] = async ({ address: { host } }) => {
    if (host === '10.0.0.1') throw thrown;
    return probe('10.0.0.2:9300');
  };
  const { active, network, failures } = await collected({ probe: throwing });
  expect(active).toMatchObject([{ outcome: 'connected' }]);
  expect(network.map(({ address }) => address)).toEqual(['10.0.0.2:9300']);
  expect(failures).toEqual([failure]);
});

it('gives up what hangs at the end of the check, and keeps what was learned', async () => {
  const hanging: CheckContext['probe'] = ({ address: { host } }) =>
    host === '10.0.0.1' ? never() : Promise.resolve(probe());
  const { active, network, failures } = await collected({ probe: hanging });
  expect(active).toMatchObject([{ outcome: 'connected' }]);
  expect(network).toHaveLength(1);
  expect(failures).toEqual([
    {
      code: 'deadline-passed',
      evidence: 'The probe of 10.0.0.1:9300: No answer until the deadline of the check',
    },
  ]);
});

it('keeps the probes if the cross-cluster request fails by a bug', async () => {
  let calls = 0;
  const now = () => {
    calls += 1;
    if (calls === 1) throw new RangeError('no hunter2');
    return new Date();
  };
  const redact = (text: string) => text.replaceAll('hunter2', '[redacted]');
  const { active, activeNotAsked, network, failures } = await collected({ now }, { redact });
  expect({ active, activeNotAsked }).toEqual({
    active: [],
    activeNotAsked: 'no local node could be asked for its remote clusters',
  });
  expect(network).toHaveLength(2);
  expect(failures).toEqual([
    {
      code: 'check-failed',
      evidence: 'The cross-cluster request through local-1 failed: RangeError: no [redacted]',
    },
  ]);
});

it('goes on if seeds cannot be asked, and the other port of their host cannot be probed', async () => {
  const sniff = () => {
    throw new RangeError('no seed');
  };
  const seed = probe('10.0.0.1:9443', { endpoints: [deadEndpoint(), ...probe().endpoints] });
  const throwing: CheckContext['probe'] = async ({ tcpOnly }) => {
    if (tcpOnly) throw new RangeError('no port');
    return seed;
  };
  const {
    failures,
    sniff: sniffed,
    transportPortOpen,
  } = await collected({ probe: throwing, sniff }, { model: 'api-key' });
  expect([sniffed, transportPortOpen]).toEqual([[], undefined]);
  expect(failures?.map(({ evidence }) => evidence)).toEqual([
    'Asking the seeds for the gateway nodes failed: RangeError: no seed',
    'The probe of 10.0.0.1:9300 failed: RangeError: no port',
  ]);
});
