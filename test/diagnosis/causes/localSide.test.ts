import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { CcrStats, RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  answered,
  broken,
  facts,
  localNode,
  notAnswered,
  registration,
  withoutRemote,
} from '../../support/facts.ts';

function found(given: RegistrationFacts, code: string) {
  const { cause, findings } = diagnose(given);
  return [cause, ...findings].find((one) => one.code === code);
}

describe('an address that Elasticsearch cannot use', () => {
  it.each([
    ['https://abc.cloud.example:9243', 'it has a scheme', 'abc.cloud.example:<9443'],
    ['abc.cloud.example:9243', 'port 9243', 'abc.cloud.example:<9443'],
    ['abc.cloud.example', 'it is no <host>:<port>', 'abc.cloud.example:<9443'],
    ['abc.example/path:9300', 'it has a path', 'abc.example:<9443'],
    ['$(reboot)', 'it is no <host>:<port>', '<host>:<9443'],
  ])('is the cause: %s', (address, why, fixed) => {
    const proxy = registration({ mode: 'proxy', seeds: [], proxyAddress: address });
    const { status, cause } = diagnose(broken({ registration: proxy, network: [] }));
    expect([status, cause.code]).toEqual(['failing', 'address-invalid']);
    expect(cause.evidence).toContain(`cluster.remote.archive.proxy_address holds ${address}`);
    expect(cause.evidence).toContain(why);
    expect(textOf(cause.fix)).toContain(`"cluster.remote.archive.proxy_address": "${fixed}`);
  });

  it('is a warning beside a seed that works', () => {
    const mixed = registration({ seeds: ['10.0.0.1:9300', 'https://b:9300'] });
    const finding = found(facts({ registration: mixed }), 'address-invalid');
    expect(finding).toMatchObject({ severity: 'warning', subject: 'https://b:9300' });
  });
});

describe('an alias that is not registered, and that something replicates from', () => {
  const nowhere = registration({ configuredIn: 'nowhere', mode: 'unknown', seeds: [] });
  const shard = {
    alias: 'archive',
    leaderIndex: 'orders',
    followerIndex: 'orders-copy',
    shard: 0,
    operationsBehind: 0,
  };
  const none: CcrStats = { shards: [], autoFollowed: [], autoFollowErrors: [] };
  const missing = (value: CcrStats) =>
    diagnose(
      withoutRemote({ registration: nowhere, active: [], network: [], ccr: answered(value) }),
    );

  it('is failing, and names followers and patterns', () => {
    const pattern = { name: 'all', alias: 'archive', active: true, leaderIndexPatterns: ['*'] };
    const { status, cause } = missing({
      ...none,
      shards: [shard, { ...shard, shard: 1 }],
      paused: answered([{ ...shard, followerIndex: 'paused' }]),
      patterns: answered([pattern]),
    });
    expect([status, cause.code]).toEqual(['failing', 'registration-missing']);
    expect(cause.evidence).toContain(
      'auto-follow pattern all, follower orders-copy, follower paused depend on it',
    );
  });

  it('names a pattern that may not be listed', () => {
    const autoFollowed = [{ alias: 'archive', sinceLastCheckMs: 1 }];
    const { cause } = missing({ ...none, autoFollowed, patterns: answered(undefined) });
    expect(cause.evidence).toContain('an auto-follow pattern depends on it');
    expect(
      missing({ ...none, autoFollowed, patterns: notAnswered('refused') }).cause.evidence,
    ).toBe(cause.evidence);
  });

  it('is named by the registry only', () => {
    expect(missing(none).cause.evidence).toContain('The registry names the remote archive');
  });
});

it('local nodes without an answer are named', () => {
  const silent = notAnswered('timed-out', 'no answer in 10 s');
  const down = (url: string) => localNode({ url, root: silent, remoteInfo: silent });
  const local = { ...facts().local, nodesAsked: [localNode(), down('http://b'), down('http://c')] };
  const { status, cause } = diagnose(facts({ local }));
  expect([status, cause.code]).toEqual(['degraded', 'local-node-silent']);
  expect(cause.evidence).toContain('2 of 3 local nodes gave the checker no answer');
  expect(cause.evidence).toContain('http://b: no answer in 10 s; http://c');
});

it('a registration in two places, and leftovers of another one, are noted', () => {
  const key = 'cluster.remote.old.skip_unavailable';
  const twice = registration({ isRegisteredTwice: true, leftovers: [key] });
  const given = facts({ registration: twice });
  expect(found(given, 'registration-twice')?.evidence).toContain('elasticsearch.yml');
  expect(textOf(found(given, 'registration-leftover')?.fix ?? [])).toContain(`"${key}": null`);
  expect(diagnose(given).status).toBe('healthy');
});
