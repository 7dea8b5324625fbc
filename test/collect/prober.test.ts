import { describe, expect, it } from 'vitest';
import type { ProbeTarget } from '../../lib/collect/probe/endpoint.ts';
import { createProber } from '../../lib/collect/prober.ts';
import { silentPort } from './elasticsearch/support/silentPort.ts';

const timeouts = {
  checkSeconds: 300,
  httpSeconds: 300,
  resolveSeconds: 300,
  dnsSeconds: 60,
  connectSeconds: 60,
  tlsSeconds: 60,
  handshakeSeconds: 60,
};

function target(port: number, options: Partial<ProbeTarget> = {}): ProbeTarget {
  return {
    address: { host: '127.0.0.1', port },
    roles: ['seed'],
    expects: 'plain',
    tls: {},
    ...options,
  };
}

describe('createProber', () => {
  it('does not let addresses that hang hold up others, however few are probed at the same time', async () => {
    const ending = new AbortController();
    const probe = createProber({ concurrency: 1, timeouts, signal: ending.signal });
    const [dead, open] = [await silentPort(), await silentPort()];
    const hanging = probe(target(dead.port));
    expect((await probe(target(open.port, { tcpOnly: true }))).endpoints).toMatchObject([
      { tcp: { outcome: 'ok' } },
    ]);
    ending.abort();
    expect((await hanging).endpoints).toMatchObject([
      { transport: { outcome: 'failed', failure: 'timed-out' } },
    ]);
  });

  it('begins at once where silence is expected, however many wait for their turn', async () => {
    const ending = new AbortController();
    const probe = createProber({ concurrency: 1, timeouts, signal: ending.signal });
    const inLine = await Promise.all(Array.from({ length: 40 }, silentPort));
    const last = await silentPort();
    const waiting = inLine.map(({ port }) => probe(target(port)));
    const first = probe(target(last.port));
    const again = probe(target(last.port), 'silence');
    await last.spokenTo;
    ending.abort();
    expect((await again).endpoints).toMatchObject([
      { transport: { outcome: 'failed', failure: 'timed-out' } },
    ]);
    await Promise.all(waiting);
    expect((await first).endpoints).toBe((await again).endpoints);
  });

  it('probes an address once for all aliases that share it, each with its own roles', async () => {
    const probe = createProber({ concurrency: 4, timeouts, signal: new AbortController().signal });
    const { port } = await silentPort();
    const [seed, proxy] = await Promise.all([
      probe(target(port, { tcpOnly: true })),
      probe(target(port, { tcpOnly: true, roles: ['proxy'] })),
    ]);
    expect([seed.roles, proxy.roles]).toEqual([['seed'], ['proxy']]);
    expect(seed.endpoints).toBe(proxy.endpoints);
  });
});
