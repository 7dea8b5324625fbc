import type { Expiry } from '../../result/expiry.ts';

export const KIND_NAMES = {
  certificate: 'certificate',
  'signing-certificate': 'signing certificate',
  'api-key': 'API key',
  license: 'licence',
} as const satisfies Record<Expiry['kind'], string>;

const MOST_PLACES = 3;

/** Where it was seen, each place once. */
export function placesInWords({ seen }: Expiry): string {
  const places = [...new Set(seen.map(({ where }) => where))];
  return places.length > MOST_PLACES
    ? `${places.slice(0, MOST_PLACES).join(', ')} and ${places.length - MOST_PLACES} more`
    : places.join(', ');
}

/** The remotes that it is about: `cluster/alias`. */
export function remotesInWords({ seen }: Expiry): string {
  const remotes = [...new Set(seen.map(({ cluster, alias }) => `${cluster}/${alias}`))];
  return remotes.length > MOST_PLACES
    ? `${remotes.slice(0, MOST_PLACES).join(', ')} and ${remotes.length - MOST_PLACES} more`
    : remotes.join(', ');
}
