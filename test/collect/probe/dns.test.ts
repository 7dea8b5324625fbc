import { describe, expect, test } from 'vitest';
import { dnsProbe, type Resolve } from '../../../lib/collect/probe/dns.ts';
import { DEFAULT_TIMEOUTS, runProbe } from '../../../lib/collect/probe/step.ts';
import { abortOf } from '../../../lib/deadline.ts';

const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };

function failing(code: string): Resolve {
  return async (host) => {
    throw Object.assign(new Error(`getaddrinfo ${code} ${host}`), { code });
  };
}

describe('dnsProbe', () => {
  test.each([
    ['10.0.0.1', 4],
    ['::1', 6],
  ])('does not look up the literal %s', async (host, family) => {
    const { step } = await runProbe(dnsProbe, { host, resolve: failing('ENOTFOUND') }, options);
    expect(step).toMatchObject({
      outcome: 'ok',
      evidence: { lookedUp: false, ips: [{ ip: host, family }] },
    });
  });

  test('gives all addresses of a name', async () => {
    const ips = [
      { ip: '10.0.0.1', family: 4, ttlSeconds: 60 },
      { ip: '::1', family: 6 },
    ] as const;
    const { step } = await runProbe(
      dnsProbe,
      { host: 'archive.example', resolve: async () => [...ips] },
      options,
    );
    expect(step).toMatchObject({ outcome: 'ok', evidence: { lookedUp: true, ips } });
  });

  test.each([
    ['ENOTFOUND', 'Name archive.example does not exist (getaddrinfo ENOTFOUND archive.example)'],
    ['ENODATA', 'Name archive.example has no address (getaddrinfo ENODATA archive.example)'],
    ['EAI_NODATA', 'Name archive.example has no address (getaddrinfo EAI_NODATA archive.example)'],
  ])('says what %s means', async (code, message) => {
    const { step } = await runProbe(
      dnsProbe,
      { host: 'archive.example', resolve: failing(code) },
      options,
    );
    expect(step).toMatchObject({ outcome: 'failed', failure: 'name-not-resolved', message });
  });

  test.each(['EAI_AGAIN', 'ETIMEOUT'])(
    'does not take the silence of the name servers, %s, for a name that does not exist',
    async (code) => {
      const { step } = await runProbe(
        dnsProbe,
        { host: 'archive.example', resolve: failing(code) },
        options,
      );
      expect(step).toMatchObject({
        outcome: 'failed',
        failure: 'timed-out',
        message: `Name archive.example could not be looked up, the name servers do not answer (getaddrinfo ${code} archive.example)`,
      });
    },
  );

  test('passes other errors on in their own words', async () => {
    const { step } = await runProbe(
      dnsProbe,
      { host: 'archive.example', resolve: failing('EMFILE') },
      options,
    );
    expect(step).toMatchObject({
      outcome: 'failed',
      failure: 'other',
      message: 'getaddrinfo EMFILE archive.example',
    });
  });

  test('gives up a lookup that takes too long, and at the deadline', async () => {
    const resolve: Resolve = (_host, signal) => abortOf(signal);
    const slow = await runProbe(
      dnsProbe,
      { host: 'archive.example', resolve },
      { ...options, timeouts: { ...DEFAULT_TIMEOUTS, dnsMs: 5 } },
    );
    expect(slow.step).toMatchObject({
      failure: 'timed-out',
      message: 'Name archive.example could not be looked up: No answer within 5 ms',
    });
    const deadline = new AbortController();
    const running = runProbe(
      dnsProbe,
      { host: 'archive.example', resolve },
      { ...options, signal: deadline.signal },
    );
    deadline.abort();
    expect((await running).step).toMatchObject({
      failure: 'timed-out',
      message:
        'Name archive.example could not be looked up: Deadline reached before the step ended',
    });
  });
});
