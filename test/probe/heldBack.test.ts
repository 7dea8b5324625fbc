import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { heldBack } from '../../lib/probe/heldBack.ts';
import { type Serve, startPeer } from './peer.ts';

async function connectTo(serve: Serve): Promise<Socket> {
  const { host, port } = await startPeer(serve);
  const socket = connect(port, host);
  await once(socket, 'connect');
  return socket;
}

describe('heldBack', () => {
  test('sends until it may not', async () => {
    let mayGo = true;
    let heard = '';
    const socket = await connectTo((peer) =>
      peer.on('data', (chunk) => {
        heard += chunk;
        peer.write(`${heard}.`);
      }),
    );
    const stream = heldBack(socket, () => mayGo);
    stream.write('one');
    expect(String(await once(stream, 'data'))).toBe('one.');
    mayGo = false;
    stream.write('two');
    stream.end();
    await once(stream, 'close');
    expect(heard).toBe('one');
  });

  test('gives everything that comes, however slowly it is read', async () => {
    const much = Buffer.alloc(1_000_000, 'x');
    const stream = heldBack(await connectTo((peer) => peer.end(much)), () => true);
    await vi.waitFor(() => expect(stream.readableLength).toBeGreaterThanOrEqual(stream.readableHighWaterMark));
    expect((await buffer(stream)).equals(much)).toBe(true);
  });

  test('ends where the connection ends', async () => {
    expect(await text(heldBack(await connectTo((peer) => peer.end('bye')), () => true))).toBe('bye');
  });

  test('fails where the connection fails', async () => {
    const stream = heldBack(await connectTo((peer) => setImmediate(() => peer.resetAndDestroy())), () => true);
    const [error] = await once(stream, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
  });

  test('closes together with the connection', async () => {
    const first = await connectTo(() => undefined);
    heldBack(first, () => true).destroy();
    expect(first.destroyed).toBe(true);
    const second = await connectTo(() => undefined);
    const stream = heldBack(second, () => true);
    second.destroy();
    await once(stream, 'close');
    expect(stream.destroyed).toBe(true);
  });
});
