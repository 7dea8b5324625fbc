import { expect, it } from 'vitest';
import { registrationsOf } from '../../../lib/collect/elasticsearch/registrations.ts';
import type { LocalFacts } from '../../../lib/facts/facts.ts';
import { answered, facts } from '../../support/facts.ts';

type Settings = Extract<LocalFacts['settings'], { ok: true }>['value'];

function leftovers(settings: Settings) {
  const local = { ...facts().local, settings: answered(settings) };
  return registrationsOf(local).map(({ alias, leftovers: left }) => [alias, left]);
}

it('finds settings of aliases that are not registered, and says so once', () => {
  expect(
    leftovers({
      'cluster.remote.archive.seeds': ['10.0.0.1:9300'],
      'cluster.remote.orders.seeds': ['10.0.0.2:9300'],
      'cluster.remote.old.skip_unavailable': 'true',
      'cluster.remote.old.transport.compress': 'true',
    }),
  ).toEqual([
    ['archive', ['cluster.remote.old.skip_unavailable', 'cluster.remote.old.transport.compress']],
    ['orders', undefined],
  ]);
});

it('finds none if each alias is registered', () => {
  expect(
    leftovers({
      'cluster.remote.archive.seeds': ['10.0.0.1:9300'],
      'cluster.remote.archive.skip_unavailable': 'true',
    }),
  ).toEqual([['archive', undefined]]);
});
