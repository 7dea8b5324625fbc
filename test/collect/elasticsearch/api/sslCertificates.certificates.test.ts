import { describe, expect, test } from 'vitest';
import { askCertificates } from '../../../../lib/collect/elasticsearch/api/sslCertificates.ts';
import { clientFor, fakeNode, type Reply } from '../support/fakeNode.ts';
import { recording } from '../support/recording.ts';

async function named(name: string, reply: Reply) {
  const node = await fakeNode(() => reply);
  return { client: clientFor(node), name, asked: node.asked };
}

const FILES = recording('a-sniff-certificate/ssl-certificates');

describe('askCertificates', () => {
  test('asks each node, since each tells of its own files only', async () => {
    const answer = await askCertificates([await named('a', FILES), await named('b', FILES)], {});
    expect(answer.ok && answer.value.map(({ node, path }) => [node, path])).toEqual([
      ['a', 'ca.crt'],
      ['a', 'local.crt'],
      ['b', 'ca.crt'],
      ['b', 'local.crt'],
    ]);
  });

  test('asks a node once to which two URLs lead', async () => {
    const nodes = [await named('a', FILES), await named('a', FILES)];
    const answer = await askCertificates(nodes, {});
    expect(answer.ok && answer.value).toHaveLength(2);
    expect(nodes.flatMap(({ asked }) => asked)).toHaveLength(1);
  });

  test('gives the files of those that answer', async () => {
    const answer = await askCertificates(
      [await named('a', { status: 403, body: {} }), await named('b', FILES)],
      {},
    );
    expect(answer.ok && answer.value.map(({ node }) => node)).toEqual(['b', 'b']);
  });

  test('gives the failure where none does', async () => {
    expect(await askCertificates([await named('a', { status: 405, body: {} })], {})).toMatchObject({
      ok: false,
      failed: { kind: 'missing' },
    });
    expect(await askCertificates([], {})).toMatchObject({
      ok: false,
      failed: { kind: 'not-asked' },
    });
  });
});
