import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { askCanary } from '../../lib/collect/canary.ts';
import type { Canary } from '../../lib/registry/canary.ts';
import { defaultsSchema } from '../../lib/registry/limits.ts';
import { NOW } from '../support/facts.ts';

const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => void server.close());

const answering = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
const refusing = { host: '127.0.0.1', port: 1 };
const nowhere = { host: 'nowhere.invalid', port: 443 };

function ask(canary: Partial<Canary>, signal = new AbortController().signal) {
  const options = { cluster: 'eu', defaults: defaultsSchema.parse({}), signal, now: () => NOW };
  return askCanary({ connect: [], resolve: [], ...canary }, options);
}

describe('askCanary', () => {
  it('has no problems if an address accepts a connection and a name is found, whatever the others do', async () => {
    const answer = await ask({
      connect: [refusing, answering],
      resolve: ['nowhere.invalid', 'localhost'],
    });
    expect(answer).toEqual({ cluster: 'eu', problems: [], askedAt: NOW });
  });

  it('names each address if none accepts a connection', async () => {
    const { problems } = await ask({ connect: [refusing, nowhere], resolve: ['localhost'] });
    expect(problems).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:1: .*ECONNREFUSED/),
      expect.stringMatching(/^nowhere\.invalid:443: Name nowhere\.invalid /),
    ]);
  });

  it('names each name if none is found, though addresses answer', async () => {
    const { problems } = await ask({ connect: [answering], resolve: ['nowhere.invalid'] });
    expect(problems).toEqual([expect.stringMatching(/^Name nowhere\.invalid /)]);
  });

  it('says what was not looked at once its time is over', async () => {
    const { problems } = await ask({ connect: [answering] }, AbortSignal.abort());
    expect(problems).toEqual([
      `127.0.0.1:${answering.port}: Deadline reached before the probe began`,
    ]);
  });
});
