import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { type NameServers, nameServersOf } from '../../../lib/collect/probe/nameServers.ts';

const [A, AAAA] = [1, 28];
const [NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME] = [0, 2, 3];
const RECORDS: Readonly<Record<number, string>> = {
  [A]: 'c00c00010001000000780004' + '0a000001',
  [AAAA]: 'c00c001c0001000000780010' + '20010db8000000000000000000000001',
};

interface Answer {
  readonly code: number;
  readonly hasRecord?: boolean;
}

/**
 * Asks a name server on this machine, which answers each type of question so; not at all where
 * undefined.
 */
async function asking(answer: (type: number) => Answer | undefined): Promise<NameServers> {
  const server: Socket = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    const end = query.indexOf(0, 12) + 5;
    const type = query.readUInt16BE(end - 4);
    const given = answer(type);
    if (given === undefined) return;
    const counts = [0, 1, 0, given.hasRecord ? 1 : 0, 0, 0, 0, 0];
    const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80 | given.code, ...counts]);
    const record = Buffer.from(given.hasRecord ? (RECORDS[type] ?? '') : '', 'hex');
    server.send(Buffer.concat([header, query.subarray(12, end), record]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const resolver = new Resolver({ timeout: 50, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  return nameServersOf(resolver);
}

const v4 = { address: '10.0.0.1', family: 4, ttl: 120 };
const v6 = { address: '2001:db8::1', family: 6, ttl: 120 };

test.each<[string, (type: number) => Answer | undefined, object]>([
  [
    'both records',
    () => ({ code: NO_ERROR, hasRecord: true }),
    { kind: 'found', records: [v4, v6], isWhole: true },
  ],
  [
    'one record',
    (type) => ({ code: NO_ERROR, hasRecord: type === AAAA }),
    { kind: 'found', records: [v6], isWhole: true },
  ],
  [
    'one record and a question without an answer',
    (type) => (type === A ? { code: NO_ERROR, hasRecord: true } : undefined),
    { kind: 'found', records: [v4], isWhole: false },
  ],
  [
    'no such name',
    () => ({ code: NO_SUCH_NAME }),
    { kind: 'denied', error: { code: 'ENOTFOUND' } },
  ],
  ['no record', () => ({ code: NO_ERROR }), { kind: 'denied', error: { code: 'ENODATA' } }],
  ['silence', () => undefined, { kind: 'silent', error: { code: 'ETIMEOUT' } }],
  [
    'a failure',
    () => ({ code: SERVER_FAILURE }),
    { kind: 'unusable', error: { code: 'ESERVFAIL' } },
  ],
])('nameServersOf: %s', async (_what, answer, expected) => {
  const ask = await asking(answer);
  expect(await ask('archive.example')).toMatchObject(expected);
});
