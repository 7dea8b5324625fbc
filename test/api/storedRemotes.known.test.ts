import { describe, expect, it } from 'vitest';
import { knownRemote, shownRemotes } from '../../lib/api/storedRemotes.ts';
import { minutesAgo, stored } from '../report/page/stored.ts';
import { healthyResult, unknownResult } from '../support/results.ts';
import { dependencies, registry } from './app.ts';

const [, , eu] = registry.clusters;
const aliases = (...args: Parameters<typeof shownRemotes>) =>
  shownRemotes(...args).map(({ alias }) => alias);
const anyAlias = stored({ ...unknownResult, alias: '*' });

describe('shownRemotes', () => {
  it('leaves out what the registry ignores', () => {
    const remotes = [
      stored(healthyResult),
      stored({ ...healthyResult, alias: 'noise' }),
      stored({ ...healthyResult, alias: 'soon' }),
    ];
    expect(eu && aliases(eu, remotes)).toEqual(['archive', 'soon']);
  });

  it('shows * as long as the aliases are not known', () => {
    expect(
      eu && aliases(eu, [stored(healthyResult, { updatedAt: minutesAgo(3) }), anyAlias]),
    ).toEqual(['archive', '*']);
    expect(eu && aliases(eu, [anyAlias])).toEqual(['*']);
  });

  it('leaves * out once they are known again', () => {
    expect(
      eu && aliases(eu, [stored(healthyResult, { updatedAt: minutesAgo(1) }), anyAlias]),
    ).toEqual(['archive']);
  });
});

describe('knownRemote', () => {
  it.each([
    [
      'of an unknown cluster',
      { name: 'mars', alias: 'archive' },
      'The registry has no cluster mars',
    ],
    [
      'without a result',
      { name: 'eu', alias: 'soon' },
      'There is no result of a remote cluster soon of cluster eu',
    ],
    [
      'that is ignored',
      { name: 'eu', alias: 'noise' },
      'There is no result of a remote cluster noise of cluster eu',
    ],
    [
      'of the prototype',
      { name: 'eu', alias: '__proto__' },
      'There is no result of a remote cluster __proto__ of cluster eu',
    ],
  ])('throws a problem for a remote %s', async (_, names, message) => {
    await expect(knownRemote(dependencies(), names)).rejects.toMatchObject({
      status: 404,
      message,
    });
  });

  it('asks the store for no name that its key could not hold', async () => {
    const readRemote = async () => stored(healthyResult);
    await expect(
      knownRemote(dependencies({ readRemote }), { name: 'eu', alias: 'x'.repeat(256) }),
    ).rejects.toMatchObject({ status: 404 });
    expect(
      await knownRemote(dependencies({ readRemote }), { name: 'eu', alias: 'x'.repeat(255) }),
    ).toEqual(stored(healthyResult));
  });
});
