import { describe, expect, test } from 'vitest';
import { DEFAULT_TIMEOUTS, runProbe } from '../../../lib/collect/probe/step.ts';
import { tcpProbe } from '../../../lib/collect/probe/tcp.ts';
import { TimedOut } from '../../../lib/deadline.ts';
import { closedPort, startPeer } from './peer.ts';

const options = { timeouts: DEFAULT_TIMEOUTS, signal: new AbortController().signal };

describe('tcpProbe', () => {
  test.each(['127.0.0.1', '::1'])('connects to %s and hands the connection over', async (host) => {
    const peer = await startPeer(() => undefined, { host });
    const { step, output } = await runProbe(tcpProbe, { ip: host, port: peer.port }, options);
    expect(step).toMatchObject({ outcome: 'ok', evidence: { localAddress: host } });
    expect(output?.socket.remotePort).toBe(peer.port);
    output?.socket.destroy();
  });

  test('tells that a port is closed', async () => {
    const port = await closedPort();
    const { step } = await runProbe(tcpProbe, { ip: '127.0.0.1', port }, options);
    expect(step).toMatchObject({
      outcome: 'failed',
      failure: 'refused',
      message: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  test('closes the connection that it is about to open at the deadline', async () => {
    const peer = await startPeer(() => undefined);
    const deadline = new AbortController();
    const running = runProbe(
      tcpProbe,
      { ip: '127.0.0.1', port: peer.port },
      { ...options, signal: deadline.signal },
    );
    deadline.abort(new TimedOut('over'));
    expect((await running).step).toMatchObject({
      failure: 'timed-out',
      message: 'Deadline reached before the step ended',
    });
  });

  test.each([
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timed-out'],
    ['EHOSTUNREACH', 'no-route'],
    ['ENETUNREACH', 'no-route'],
    ['EHOSTDOWN', 'no-route'],
    ['ENETDOWN', 'no-route'],
    ['ECONNRESET', 'reset'],
    ['EADDRNOTAVAIL', 'other'],
  ])('calls %s %s', (code, failure) => {
    expect(tcpProbe.failureOf(Object.assign(new Error(code), { code }))).toBe(failure);
  });
});
