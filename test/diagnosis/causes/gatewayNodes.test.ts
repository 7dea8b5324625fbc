import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import {
  answered,
  broken,
  deadEndpoint,
  facts,
  node,
  probe,
  refusedActive,
  registration,
  remoteFacts,
} from '../../support/facts.ts';

const MASTER = node({ name: 'two-m', roles: ['master'] });
const remote = remoteFacts({
  nodes: answered([
    node({ name: 'two-d', id: 'd', transportAddress: '10.0.0.9:9300' }),
    node({ name: 'two-i', id: 'i', transportAddress: '10.0.0.9:9300' }),
    MASTER,
  ]),
});
/** As Elasticsearch 9.5.3 says it behind a load balancer. */
const ANOTHER =
  '[two-d][10.0.0.9:9300] Connecting to [10.0.0.9:9300] failed: expected to connect to [{two-d}{a}] but found [{two-i}{b}] instead';
const LISTED = '10.0.0.9:9300 (two-d, two-i)';

describe('two nodes that publish one address', () => {
  it('are a warning while the link is up by chance', () => {
    expect(diagnose(facts({ remote }))).toMatchObject({
      status: 'degraded',
      cause: { code: 'shared-publish-address', subject: '10.0.0.9:9300' },
    });
  });

  it.each([[[ANOTHER]], [[]]])('are the cause when it is down, said with %j', (texts) => {
    const { cause, status } = diagnose(broken({ remote, active: [refusedActive(...texts)] }));
    expect({ status, code: cause.code }).toEqual({
      status: 'failing',
      code: 'shared-publish-address',
    });
    for (const text of [LISTED, ...texts]) expect(cause.evidence).toContain(text);
  });

  it.each([
    [{ active: [refusedActive('Connection refused')] }, 'connection-refused'],
    [{ network: [probe(undefined, { endpoints: [deadEndpoint()] })] }, 'connection-refused'],
  ])('are not the cause if %j', (more, code) => {
    const { cause, findings } = diagnose(broken({ remote, ...more }));
    expect(cause.code).toBe(code);
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'shared-publish-address', severity: 'warning' }),
    );
  });

  it('do not matter in proxy mode', () => {
    const proxy = registration({ mode: 'proxy', seeds: [], proxyAddress: '10.0.0.1:9300' });
    expect(diagnose(facts({ remote, registration: proxy })).status).toBe('healthy');
  });
});

describe('"Unable to open any connections"', () => {
  const active = [refusedActive('Unable to open any connections to remote cluster [archive]')];
  const gateway = node({ name: 'two-d', id: 'd', transportAddress: '10.0.0.9:9300' });
  const dead = probe('10.0.0.9:9300', { roles: ['gateway'], endpoints: [deadEndpoint()] });

  it('is about addresses if the list has an eligible node that cannot be reached', () => {
    const nodes = answered([MASTER, gateway]);
    const given = broken({ active, remote: remoteFacts({ nodes }), network: [probe(), dead] });
    const { cause, findings } = diagnose(given);
    expect(cause).toMatchObject({ code: 'gateways-unreachable', subject: '10.0.0.9:9300' });
    expect(findings.map(({ code }) => code)).not.toContain('no-eligible-gateway');
  });

  it('is about eligibility if the list has no eligible node', () => {
    const given = broken({ active, remote: remoteFacts({ nodes: answered([MASTER]) }) });
    expect(diagnose(given).cause.code).toBe('no-eligible-gateway');
  });

  it('leaves two readings without a list', () => {
    expect(diagnose(broken({ active })).cause).toMatchObject({
      code: 'no-gateway-connected',
      evidence: expect.stringMatching(/either none of them is eligible.*or none can be reached/),
    });
  });
});
