/** Connections that the remote closes at once: for everybody, or for the local nodes only. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { RegistrationFacts } from '../../../lib/facts/facts.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import {
  broken,
  deadEndpoint,
  endpoint,
  failedTls,
  probe,
  refusedActive,
  registration,
  SEED,
  tlsEvidence,
  unseenEndpoint,
} from '../../support/facts.ts';

const OPENING = `[][${SEED}] general node connection failure`;
const withoutRequest = tlsEvidence({ clientCertificate: 'not-requested' });
const RESET = 'handshake failed because connection reset';

/** A port that asks for no certificate, so that none can be rejected. */
const open = endpoint({ tls: { outcome: 'ok', durationMs: 1, evidence: withoutRequest } });

function closed(words: readonly string[], overrides: Partial<RegistrationFacts> = {}) {
  const network = [probe(SEED, { endpoints: [open] })];
  const keyed = registration({ securityModel: 'api-key' });
  const active = [refusedActive(...words)];
  return diagnose(broken({ registration: keyed, active, network, ...overrides }));
}

describe('a remote that closes the connections of the local nodes', () => {
  it.each([
    RESET,
    'Connection reset by peer',
    'Connection closed while SSL/TLS handshake was in progress',
    'a channel closed while connecting',
  ])('and not those of the checker has a filter: %s', (words) => {
    const { cause, unexplained } = closed([OPENING, words]);
    expect(cause).toMatchObject({
      code: 'address-filtered',
      subject: SEED,
      title: 'The remote closes connections of the local nodes only',
      evidence: expect.stringMatching(
        new RegExp(`^${SEED} answers the checker at test, but local-1 says: ${words}`),
      ),
    });
    expect(unexplained.join()).not.toContain(words);
    expect(textOf(cause.verify)).toMatch(/openssl s_client -connect 10\.0\.0\.1:9300[\s\S]*filter/);
  });

  it('and asks for a certificate may reject theirs', () => {
    const network = [probe(SEED, { endpoints: [unseenEndpoint()] })];
    const { cause, findings } = closed([OPENING, RESET], {
      network,
      registration: registration(),
    });
    expect(cause.code).toBe('not-connected');
    expect(findings.map(({ code }) => code)).not.toContain('address-filtered');
  });

  it.each([
    [
      'at an address that was not probed',
      ['[][10.9.9.9:9300] general node connection failure', RESET],
      {},
    ],
    [
      'after they were open',
      ['[archive-1][10.0.0.1:9300][indices:data/read/search] disconnected'],
      {},
    ],
    ['which was not probed', [OPENING, RESET], { network: [] }],
    [
      'and refuses the checker',
      [OPENING, RESET],
      { network: [probe(SEED, { endpoints: [deadEndpoint()] })] },
    ],
  ])('%s has not been seen to have a filter', (_what, words, overrides) => {
    const { cause, findings } = closed(words, overrides);
    expect([cause, ...findings].map(({ code }) => code)).not.toContain('address-filtered');
  });

  it('and those of the checker may have a filter or a dead backend', () => {
    const network = [probe(SEED, { endpoints: [failedTls('reset')] })];
    const { cause, unexplained } = closed([OPENING, RESET], { network });
    expect(cause.code).toBe('connection-reset');
    expect(cause.evidence).toMatch(/^10\.0\.0\.1:9300: tls reset; local-1 says: handshake failed/);
    expect(unexplained.join()).not.toContain(RESET);
    expect(textOf(cause.verify)).toMatch(/If only the second shows a certificate, it is a filter/);
    expect(textOf(cause.fix)).toMatch(/filter\.allow[\s\S]*healthy backends/);
    expect(closed([], { network }).cause.evidence).toBe('10.0.0.1:9300: tls reset');
  });
});

describe('the fix of a filter', () => {
  const fixOf = (overrides: Partial<RegistrationFacts>) =>
    textOf(closed([OPENING, RESET], overrides).cause.fix);

  it('names the setting of the security model', () => {
    expect(fixOf({})).toMatch(/xpack\.security\.remote_cluster\.filter\.allow[\s\S]*Elastic Cloud/);
    const certified = {
      registration: registration(),
      network: [probe(SEED, { endpoints: [failedTls('reset')] })],
    };
    expect(fixOf(certified)).toMatch(
      /xpack\.security\.transport\.filter\.allow[\s\S]*Elastic Cloud/,
    );
  });

  it.each(['ech', 'ece'] as const)('is in the console of %s', (remote) => {
    expect(fixOf({ platforms: { remote } })).toMatch(/^Allow .* traffic filters/);
    expect(fixOf({ platforms: { remote } })).not.toContain('xpack');
  });

  it('names only the settings if the remote is run by hand', () => {
    expect(fixOf({ platforms: { remote: 'self-managed' } })).not.toContain('Cloud');
  });
});
