import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createStore, remoteKey, remoteOf } from '../../lib/store/table.ts';
import { clientOf } from '../support/dynamoDb.ts';

describe('remoteOf', () => {
  it.each([
    { cluster: 'eu', alias: 'orders' },
    { cluster: 'eu.west-1_a', alias: '*' },
    { cluster: 'eu', alias: 'odd#alias REMOTE#x' },
  ])('gives back what the key was made of: $cluster/$alias', (id) => {
    expect(remoteOf(remoteKey(id))).toEqual(id);
  });
});

describe('createStore', () => {
  it('warns of what cannot be read where nobody asked to be told', async () => {
    const store = createStore({ tableName: 'remotes', client: clientOf('http://127.0.0.1:9') });
    const warned = once(process, 'warning');
    store.onUnreadable(new Error('Stored item x cannot be read'));
    await expect(warned).resolves.toMatchObject([{ message: 'Stored item x cannot be read' }]);
  });
});
