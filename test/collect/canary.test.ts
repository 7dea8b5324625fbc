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
  it('is healthy where an address accepts a connection and a name is found, whatever the others do', async () => {
    const answer = await ask({
      connect: [refusing, answering],
      resolve: ['nowhere.invalid', 'localhost'],
    });
    expect(answer).toMatchObject({
      status: 'healthy',
      cause: { code: 'healthy', severity: 'ok' },
      checkedAt: NOW.toISOString(),
    });
    expect(answer.cause.title).toBe('The checker has its own network');
  });

  it('fails where no address accepts a connection', async () => {
    const { status, cause } = await ask({ connect: [refusing, nowhere], resolve: ['localhost'] });
    expect({ status, code: cause.code, severity: cause.severity }).toEqual({
      status: 'failing',
      code: 'checker-network-lost',
      severity: 'critical',
    });
    expect(cause.evidence).toMatch(
      /^127\.0\.0\.1:1: .*ECONNREFUSED.*; nowhere\.invalid:443: Name nowhere\.invalid /,
    );
  });

  it('fails where no name is found, though addresses answer', async () => {
    const { status, cause } = await ask({ connect: [answering], resolve: ['nowhere.invalid'] });
    expect(status).toBe('failing');
    expect(cause.evidence).toMatch(/^Name nowhere\.invalid /);
  });

  it('says what was not looked at once its time is over', async () => {
    const { status, cause } = await ask({ connect: [answering] }, AbortSignal.abort());
    expect({ status, evidence: cause.evidence }).toEqual({
      status: 'failing',
      evidence: `127.0.0.1:${answering.port}: Deadline reached before the probe began`,
    });
  });
});
