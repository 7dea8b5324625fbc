import { expect, it } from 'vitest';
import { figuresOf } from '../../lib/report/figures.ts';
import { active, facts, failedTls, passive, probe, refusedActive } from '../support/facts.ts';
import { degradedResult, healthyResult, result, unknownResult } from '../support/results.ts';

it('figuresOf counts what was seen', () => {
  expect(figuresOf(degradedResult)).toMatchInlineSnapshot(`
    {
      "apiKeyExpiryMs": 1796860800000,
      "autoFollowErrors": undefined,
      "certificateExpiryMs": {
        "local": undefined,
        "remote": undefined,
        "wire": 1796083200000,
      },
      "connections": 1,
      "failedSearches": undefined,
      "findings": {
        "critical": 0,
        "note": 1,
        "unknown": 0,
        "warning": 3,
      },
      "followers": undefined,
      "gatewaysEligible": 2,
      "gatewaysReachable": 1,
      "leaseEndMs": undefined,
      "localNodes": {
        "connected": 1,
        "disconnected": 0,
        "unknown": 0,
      },
      "maxConnections": 3,
      "operationsBehind": undefined,
      "recentSearches": undefined,
      "requestMs": 12,
      "sinceLastReadMs": undefined,
      "skippedSinceLastCheck": undefined,
      "stepFailures": {
        "dns": 0,
        "tcp": 1,
        "tls": 0,
        "transport": 0,
      },
      "stepMs": {
        "dns": 0,
        "tcp": 1,
        "tls": 2,
        "transport": 3,
      },
      "usableFrom": {
        "no": 0,
        "unknown": 0,
        "yes": 1,
      },
    }
  `);
});

it('figuresOf gives no number to what was not seen', () => {
  const { witnesses } = healthyResult;
  const blind = {
    ...healthyResult,
    witnesses: { ...witnesses, passive: [], active: [], network: [] },
  };
  expect(
    figuresOf({ ...blind, gateways: { source: 'not-known', nodes: [] } }),
  ).toMatchInlineSnapshot(`
    {
      "apiKeyExpiryMs": undefined,
      "autoFollowErrors": undefined,
      "certificateExpiryMs": {
        "local": undefined,
        "remote": undefined,
        "wire": undefined,
      },
      "connections": undefined,
      "failedSearches": undefined,
      "findings": {
        "critical": 0,
        "note": 2,
        "unknown": 0,
        "warning": 0,
      },
      "followers": undefined,
      "gatewaysEligible": undefined,
      "gatewaysReachable": undefined,
      "leaseEndMs": undefined,
      "localNodes": {
        "connected": 0,
        "disconnected": 0,
        "unknown": 0,
      },
      "maxConnections": undefined,
      "operationsBehind": undefined,
      "recentSearches": undefined,
      "requestMs": undefined,
      "sinceLastReadMs": undefined,
      "skippedSinceLastCheck": undefined,
      "stepFailures": {
        "dns": undefined,
        "tcp": undefined,
        "tls": undefined,
        "transport": undefined,
      },
      "stepMs": {
        "dns": undefined,
        "tcp": undefined,
        "tls": undefined,
        "transport": undefined,
      },
      "usableFrom": {
        "no": 0,
        "unknown": 0,
        "yes": 1,
      },
    }
  `);
});

it('figuresOf adds connections up over the local nodes, and those that could not be asked are unknown', () => {
  const {
    connected: _connected,
    connections: _connections,
    maxConnections: _max,
    ...silent
  } = passive();
  const { localNodes, connections, maxConnections } = figuresOf(
    result(facts({ passive: [passive(), passive({ connections: 2 }), silent] })),
  );
  expect({ localNodes, connections, maxConnections }).toEqual({
    localNodes: { connected: 2, disconnected: 0, unknown: 1 },
    connections: 5,
    maxConnections: 6,
  });
});

it('figuresOf counts local nodes by whether they can use the remote, where a result tells', () => {
  const node = { node: 'es-1', canUse: 'no', why: 'lacks the role' } as const;
  expect(figuresOf({ ...healthyResult, localNodes: [node] }).usableFrom).toEqual({
    yes: 0,
    no: 1,
    unknown: 0,
  });
  const { localNodes: _none, ...older } = healthyResult;
  expect(figuresOf(older).usableFrom).toBeUndefined();
});

it('figuresOf takes the slowest request that passed', () => {
  const given = facts({
    active: [
      active({ durationMs: 12 }),
      active({ durationMs: 40 }),
      { ...refusedActive(), durationMs: 9000 },
    ],
  });
  expect(figuresOf(result(given)).requestMs).toBe(40);
  expect(figuresOf(unknownResult).requestMs).toBeUndefined();
});

it('figuresOf sees certificates where the handshake failed too', () => {
  const given = facts({
    network: [probe(undefined, { endpoints: [failedTls('alert', {}), failedTls('reset')] })],
  });
  const { certificateExpiryMs, stepFailures } = figuresOf(result(given));
  expect(certificateExpiryMs.wire).toBe(Date.parse('2028-01-01T00:00:00Z'));
  expect(stepFailures).toEqual({ dns: 0, tcp: 0, tls: 2, transport: undefined });
});

it('figuresOf takes the searches of the last hour, where an earlier check was there to compare with', () => {
  const searches = {
    answered: 900,
    skipped: 40,
    nodes: { answered: 1, failed: 0 },
    own: { answered: 0, skipped: 0 },
    failed: {},
  };
  const recent = { minutes: 60, answered: 12, skipped: 3, failed: {}, atLeast: false };
  expect(figuresOf({ ...healthyResult, searches }).recentSearches).toBeUndefined();
  expect(figuresOf({ ...healthyResult, searches: { ...searches, recent } }).recentSearches).toEqual(
    { answered: 12, skipped: 3 },
  );
  const counted = {
    ...searches,
    recent: { ...recent, failed: { timeout: 2 } },
    latest: { answered: 9, skipped: 2 },
  };
  expect(figuresOf({ ...healthyResult, searches: counted })).toMatchObject({
    failedSearches: { timeout: 2 },
    skippedSinceLastCheck: 2,
  });
});
