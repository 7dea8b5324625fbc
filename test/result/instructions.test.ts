import { expect, it } from 'vitest';
import * as z from 'zod';
import { blocksOf, type Step, stepSchema, textOf } from '../../lib/result/instructions.ts';

const steps: readonly Step[] = [
  { kind: 'text', text: 'Create a new key:' },
  {
    kind: 'request',
    on: 'remote-cluster',
    method: 'POST',
    path: '_security/cross_cluster/api_key',
    body: { name: 'a', access: { search: [{ names: ['logs-*'] }] }, metadata: null, days: 3 },
  },
  {
    kind: 'lines',
    on: 'each-local-node-shell',
    lines: ['cd /usr/share/elasticsearch', 'bin/elasticsearch-keystore list'],
  },
  { kind: 'request', on: 'local-cluster', method: 'POST', path: '_nodes/reload_secure_settings' },
  { kind: 'request', on: 'local-cluster', method: 'GET', path: '_remote/info' },
  { kind: 'text', text: 'Done.' },
];

it('textOf names each place when it changes', () => {
  expect(textOf(steps)).toMatchInlineSnapshot(`
    "Create a new key:
    On the remote cluster:
    POST _security/cross_cluster/api_key
    { "name": "a", "access": { "search": [ { "names": [ "logs-*" ] } ] }, "metadata": null, "days": 3 }
    In a shell on each local node:
    cd /usr/share/elasticsearch
    bin/elasticsearch-keystore list
    On the local cluster:
    POST _nodes/reload_secure_settings
    GET _remote/info
    Done."
  `);
});

it('textOf names no place if all steps run on the local cluster', () => {
  expect(textOf(steps.slice(3))).toBe(
    'POST _nodes/reload_secure_settings\nGET _remote/info\nDone.',
  );
  expect(textOf([])).toBe('');
});

it('blocksOf joins what a person types one after the other', () => {
  expect(blocksOf(steps).map(({ kind }) => kind)).toEqual([
    'text',
    'text',
    'typed',
    'text',
    'typed',
    'text',
    'typed',
    'text',
  ]);
});

it('stepSchema takes the steps as they are, and no place that it does not know', () => {
  expect(z.array(stepSchema).parse(JSON.parse(JSON.stringify(steps)))).toEqual(steps);
  expect(stepSchema.safeParse({ kind: 'lines', on: 'moon', lines: ['x'] }).success).toBe(false);
});
