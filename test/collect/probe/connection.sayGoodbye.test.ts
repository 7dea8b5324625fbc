import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sayGoodbye } from '../../../lib/collect/probe/connection.ts';
import { startPeer } from './peer.ts';

const never = new AbortController().signal;

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** A peer that never closes its side. */
async function startStayingPeer(): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) =>
    socket.on('error', () => undefined).resume(),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('sayGoodbye', () => {
  test('lets the peer see an end, and waits for its own', async () => {
    const events: string[] = [];
    const peer = await startPeer((socket) =>
      socket.on('end', () => events.push('end')).on('error', () => events.push('error')),
    );
    const socket = await connected(peer.port);
    await sayGoodbye(socket, never);
    expect(socket.closed).toBe(true);
    expect(events).toEqual(['end']);
  });

  test('does not wait forever', async () => {
    const socket = await connected(await startStayingPeer());
    await sayGoodbye(socket, never);
    expect(socket.writableFinished).toBe(true);
    expect(socket.closed).toBe(false);
  });

  test('does not wait beyond the deadline', async () => {
    const deadline = new AbortController();
    const socket = await connected(await startStayingPeer());
    const goodbye = sayGoodbye(socket, deadline.signal);
    deadline.abort();
    await goodbye;
    expect(socket.closed).toBe(false);
  });

  test('has nothing to say on a connection that is destroyed', async () => {
    const socket = await connected((await startPeer(() => undefined)).port);
    socket.destroy();
    await sayGoodbye(socket, never);
    expect(socket.writableEnded).toBe(false);
  });
});
