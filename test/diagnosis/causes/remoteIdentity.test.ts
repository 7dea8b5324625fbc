import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  broken,
  certificate,
  endpoint,
  facts,
  notAnswered,
  probe,
  registration,
  tlsEvidence,
  withoutRemote,
} from '../../support/facts.ts';

const SINCE = '2026-11-01T00:00:00.000Z';
const remembered = (uuid: string, ...names: string[]): Pick<RegistrationFacts, 'memory'> => ({
  memory: { identity: { clusterUuid: { uuid, since: SINCE }, issuers: { names, since: SINCE } } },
});

function about(given: RegistrationFacts) {
  const { status, cause, findings } = diagnose(given);
  const codes = ['cluster-replaced', 'certificate-issuer-changed', 'identity-changed'];
  const told = [cause, ...findings]
    .filter(({ code }) => codes.includes(code))
    .map(({ code, severity, evidence }) => `${severity} ${code}: ${evidence}`);
  return { status, cause: cause.code, told };
}

describe('diagnose knows who the remote was', () => {
  it('and has nothing to say where it is the same', () => {
    expect(about(facts(remembered('archive-uuid', 'CN=ca', 'CN=other')))).toEqual({
      status: 'healthy',
      cause: 'healthy',
      told: [],
    });
  });

  it('and names another cluster under the alias', () => {
    expect(about(facts(remembered('other-uuid', 'CN=ca')))).toEqual({
      status: 'degraded',
      cause: 'cluster-replaced',
      told: [
        'critical cluster-replaced: The remote is now the cluster archive-uuid; since 2026-11-01 it has been other-uuid. Was it planned?',
      ],
    });
  });

  it("and goes by the remote's own HTTP address where the local cluster does not tell", () => {
    const unseen = { stats: notAnswered('refused') };
    expect(about(facts({ ...unseen, ...remembered('other-uuid', 'CN=ca') })).cause).toBe(
      'cluster-replaced',
    );
    expect(about(withoutRemote({ ...unseen, ...remembered('other-uuid', 'CN=ca') })).told).toEqual(
      [],
    );
  });

  it('and names another issuer of its certificates', () => {
    expect(about(facts(remembered('archive-uuid', 'CN=old')))).toEqual({
      status: 'degraded',
      cause: 'certificate-issuer-changed',
      told: [
        'warning certificate-issuer-changed: A certificate of the remote is now issued by CN=ca; since 2026-11-01 the issuer has been CN=old. Is it an expected rotation?',
      ],
    });
  });

  it('beside the cause where the new certificate is what breaks the connection', () => {
    const untrusted = endpoint({
      tls: {
        outcome: 'ok',
        durationMs: 1,
        evidence: tlsEvidence({
          trust: 'untrusted',
          trustError: 'SELF_SIGNED',
          chain: [certificate({ issuer: 'CN=new' })],
        }),
      },
    });
    const given = broken({
      network: [probe(undefined, { endpoints: [untrusted] })],
      ...remembered('archive-uuid', 'CN=ca'),
    });
    expect(about(given)).toMatchObject({
      status: 'failing',
      cause: 'certificate-untrusted',
      told: [expect.stringContaining('now issued by CN=new')],
    });
  });

  it('and gives the request that accepts it, whatever the names are', () => {
    const [found] = [diagnose(facts(remembered('other-uuid', 'CN=ca'))).cause];
    expect(textOf(found?.fix ?? [])).toContain(
      `-d '{"reason":"<why it is right>"}' "$URL/clusters/eu/remotes/archive/identity/accept"`,
    );
  });

  it.each([
    [
      'the uuid is pinned',
      { expect: { clusterUuid: 'archive-uuid' }, ...remembered('other-uuid', 'CN=ca') },
    ],
    [
      'the certificate is pinned',
      { expect: { certificateFingerprint: 'AA:BB' }, ...remembered('archive-uuid', 'CN=old') },
    ],
    [
      'the issuer is pinned',
      { expect: { certificateIssuer: 'CN=ca' }, ...remembered('archive-uuid', 'CN=old') },
    ],
    ['only part of it is remembered', { memory: { identity: {} } }],
  ])('and leaves it to the registry where %s', (_what, given) => {
    expect(about(facts(given))).toMatchObject({ status: 'healthy', told: [] });
  });
});

it('diagnose holds the issuer that the registry pins against every certificate', () => {
  const given = facts({ expect: { certificateIssuer: 'CN=ours' } });
  expect(about(given)).toEqual({
    status: 'failing',
    cause: 'identity-changed',
    told: [
      'critical identity-changed: The registry expects certificates issued by CN=ours, the remote shows one issued by CN=ca',
    ],
  });
  expect(about(facts({ expect: { certificateIssuer: 'CN=ours' }, network: [] })).told).toEqual([]);
});

describe('the fix of identity-changed', () => {
  const fix = (configuredIn: 'cluster-settings' | 'node-settings') =>
    textOf(
      CAUSES['identity-changed'].fix({
        cluster: 'eu',
        alias: 'archive',
        mode: 'sniff',
        registration: registration({ configuredIn }),
      }),
    );

  it('rebuilds a registration of the cluster settings', () => {
    expect(fix('cluster-settings')).toMatch(
      /"cluster.remote.archive.\*": null[\s\S]+"cluster.remote.archive.seeds": \[ "10.0.0.1:9300" \]/,
    );
  });

  it('has no request for one of elasticsearch.yml', () => {
    expect(fix('node-settings')).not.toContain('PUT');
    expect(fix('node-settings')).toContain('restart each local node');
  });
});
