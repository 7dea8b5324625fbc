import { describe, expect, it } from 'vitest';
import { localNodesOf } from '../../lib/diagnosis/localNodeVerdicts.ts';
import type { RegistrationFacts } from '../../lib/facts/facts.ts';
import {
  active,
  answered,
  facts,
  node,
  notAnswered,
  passive,
  refusedActive,
  registration,
} from '../support/facts.ts';

const URLS = { one: 'https://local-1:9200', two: 'https://local-2:9200' } as const;

function told(given: Partial<RegistrationFacts>) {
  return localNodesOf(facts(given)).map(({ node, canUse, why }) => `${node} ${canUse}: ${why}`);
}

function unanswered(kind: Parameters<typeof notAnswered>[0]) {
  return {
    node: 'local-2',
    url: URLS.two,
    durationMs: 1,
    failed: notAnswered(kind, `GET /_remote/info: ${kind}`).failed,
  };
}

const two = (overrides: object = {}) => passive({ node: 'local-2', url: URLS.two, ...overrides });
const withKeys = { registration: registration({ securityModel: 'api-key' }) };

describe('localNodesOf', () => {
  it('tells role, key and connection of a node, and that a request passes through it', () => {
    expect(
      localNodesOf(facts({ ...withKeys, passive: [passive({ hasCredentials: true })] })),
    ).toEqual([
      {
        node: 'local-1',
        hasRole: true,
        hasKey: true,
        connected: true,
        canUse: 'yes',
        why: 'a cross-cluster request passes',
      },
    ]);
  });

  it('tells nothing of keys where certificates are used', () => {
    expect(localNodesOf(facts())[0]).not.toHaveProperty('hasKey');
  });

  it('takes a node that sees the same as one through which a request passes for able', () => {
    expect(told({ passive: [passive(), two()] })[1]).toBe(
      'local-2 yes: holds 3 connections, as a node through which a request passes',
    );
  });

  it('does not know of a node that holds connections while requests through another fail', () => {
    expect(told({ passive: [passive(), two()], active: [refusedActive()] })).toEqual([
      'local-1 no: a cross-cluster request ends with not-connected',
      'local-2 unknown: holds 3 connections, and was not asked: no request passes through other nodes',
    ]);
  });

  it.each([
    ['timed-out', 'no', {}, 'a cross-cluster request ends with timed-out'],
    ['not-connected', 'no', { error: 'Unable to connect' }, 'Unable to connect'],
    ['not-authorized', 'unknown', { error: 'is unauthorized' }, 'is unauthorized'],
    ['no-role', 'no', {}, 'a cross-cluster request ends with no-role'],
    ['unknown', 'unknown', {}, 'a cross-cluster request ends with unknown'],
  ] as const)('by a request that ends with %s: %s', (outcome, canUse, more, why) => {
    expect(told({ active: [active({ outcome, ...more })] })).toEqual([`local-1 ${canUse}: ${why}`]);
  });

  it.each([
    ['no-role', 'local-2 no: lacks the role remote_cluster_client', false],
    ['missing', 'local-2 no: does not know this remote', undefined],
    ['timed-out', 'local-2 unknown: GET /_remote/info: timed-out', undefined],
  ] as const)('by an answer that was %s', (kind, expected, hasRole) => {
    const given = { passive: [passive(), unanswered(kind)] };
    expect(told(given)[1]).toBe(expected);
    expect(localNodesOf(facts(given))[1]?.hasRole).toBe(hasRole);
  });

  it('knows the role of a node that did not answer, and of nodes that were not asked, from the list of nodes', () => {
    const nodes = answered([
      node({ name: 'local-1' }),
      node({ name: 'local-2', roles: ['data'] }),
      node({ name: 'local-3' }),
      node({ name: 'local-4', roles: ['master'] }),
    ]);
    const local = { ...facts().local, nodes };
    expect(told({ local, passive: [passive(), unanswered('timed-out')] }).slice(1)).toEqual([
      'local-2 no: lacks the role remote_cluster_client',
      'local-3 unknown: not asked, as its URL is not in the registry',
      'local-4 no: lacks the role remote_cluster_client',
    ]);
  });

  it('goes by what the nodes say themselves where the cluster lists none', () => {
    expect(told({ local: { ...facts().local, nodes: notAnswered('refused') } })).toEqual([
      'local-1 yes: a cross-cluster request passes',
    ]);
  });
});
