/** What went wrong with the check itself, as the judgment says it. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../lib/diagnosis/diagnose.ts';
import type { CheckFailure } from '../../../lib/facts/facts.ts';
import { broken, facts, registration, withoutRemote } from '../../support/facts.ts';

const CODES = ['secret-unreadable', 'access-unusable', 'deadline-passed', 'check-failed'] as const;
const unknown = registration({
  mode: 'unknown',
  seeds: [],
  securityModel: 'unknown',
  configuredIn: 'unknown',
});

function failure(code: CheckFailure['code']): CheckFailure {
  return { code, evidence: `evidence of ${code}` };
}

describe('diagnose', () => {
  it.each(CODES)('makes %s the cause if it stopped the check, and says nothing twice', (code) => {
    const stopped = failure(code);
    const given = withoutRemote({
      registration: unknown,
      passive: [],
      active: [],
      network: [],
      activeNotAsked: stopped.evidence,
      stopped,
    });
    const { status, cause, findings, gateways } = diagnose(given);
    expect({ status, code: cause.code, evidence: cause.evidence }).toEqual({
      status: 'unknown',
      code,
      evidence: stopped.evidence,
    });
    expect(JSON.stringify(findings)).not.toContain(stopped.evidence);
    expect(findings.map((one) => one.code)).not.toContain('gateways-not-known');
    expect(gateways.hint).toBe('The gateway nodes are not known, since the remote was not checked');
  });

  it.each(CODES)('has %s of one question among the findings of a remote that fails', (code) => {
    const { status, findings } = diagnose(broken({ failures: [failure(code)] }));
    expect(status).toBe('failing');
    expect(findings).toContainEqual(
      expect.objectContaining({ code, evidence: `evidence of ${code}`, severity: 'unknown' }),
    );
  });

  it.each([
    ['secret-unreadable', 'healthy'],
    ['access-unusable', 'healthy'],
    ['deadline-passed', 'healthy'],
    ['check-failed', 'unknown'],
  ] as const)('with %s of one question calls a remote that requests pass to %s', (code, status) => {
    expect(diagnose(facts({ failures: [failure(code)] })).status).toBe(status);
  });

  it('names the key that is to blame in place of asking for access that is there', () => {
    const failures = [
      { ...failure('secret-unreadable'), subject: 'remotes.archive.crossClusterApiKey' },
    ];
    const { findings, gateways } = diagnose(withoutRemote({ failures }));
    expect(gateways.hint).toBe(
      'The gateway nodes are not known, since remotes.archive.crossClusterApiKey cannot be used',
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'secret-unreadable',
        subject: 'remotes.archive.crossClusterApiKey',
      }),
    );
  });
});
