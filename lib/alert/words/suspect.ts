/** Where to look first, by what the events of an alert have in common. */
import { CODES, type Hop, isCauseCode } from '../../diagnosis/codes.ts';
import type { About } from '../../state/incident/about.ts';
import { type Alert, isOver } from './alert.ts';
import type { Phrase } from './phrase.ts';

/** Undefined if nothing points to one place more than to another, or if all is well. */
export function suspectOf(alert: Alert): Phrase | undefined {
  const { about, kind, first } = alert;
  if (isOver(kind)) return undefined;
  if (about.kind === 'remote')
    return first.summary.status === 'failing' ? ofRemote(alert, about) : undefined;
  if (about.kind === 'local') return ofLocal(alert, about);
  return about.kind === 'locals' || about.kind === 'storm' ? shared(alert) : undefined;
}

/** What can break the way at a hop, for several remotes at once. */
const PLACES = {
  local: 'the local nodes',
  dns: 'DNS',
  tcp: 'the network between them',
  tls: 'a CA or certificate',
  transport: 'a proxy or load balancer between them',
  remote: 'the remote clusters',
  none: 'the place where the checker runs',
} as const satisfies Record<Hop | 'none', string>;

/** The host answers: neither DNS, nor a route, nor a certificate explains a refused connection. */
const REFUSED = 'stopped remote nodes, or a firewall or load balancer that refuses connections';

function shared({ causes }: Alert): Phrase {
  return [`what all of them share: ${listed(placesOf(causes))}`];
}

/** Only what can cause the errors that were seen. */
function placesOf(causes: Alert['causes']): string[] {
  const places = causes.map(([code]) => {
    if (code === 'connection-refused') return REFUSED;
    return PLACES[isCauseCode(code) ? CODES[code].hop : 'none'];
  });
  return [...new Set(places)];
}

const OR = new Intl.ListFormat('en', { type: 'disjunction' });

function listed(places: readonly string[]): string {
  return OR.format(places);
}

type Share = Pick<Extract<About, { kind: 'remote' }>, 'bad' | 'of'>;

function ofRemote({ count, first: { summary } }: Alert, { bad, of }: Share): Phrase {
  if (bad >= of) return [{ name: summary.alias }, ` (unreachable from ${allOf(of)})`];
  const others =
    of - bad === 1
      ? 'another local cluster reaches the remote'
      : `${of - bad} other local clusters reach the remote`;
  return count === 1 && bad <= 1
    ? [{ name: summary.cluster }, ` or its network path (${others})`]
    : [`what the affected local clusters share (${others})`];
}

function allOf(clusters: number): string {
  if (clusters <= 2) return clusters === 2 ? 'both local clusters' : 'each local cluster';
  return `all ${clusters} local clusters`;
}

/** Seen from the one local cluster that all of them belong to. */
const LOCAL_PLACES = {
  local: 'its nodes',
  dns: 'its DNS',
  tcp: 'its network',
  tls: 'its certificates or trusted CAs',
  transport: 'its network, or a proxy in front of it',
  remote: 'what its remotes share',
  none: 'its network or nodes',
} as const satisfies Record<Hop | 'none', string>;

function localPlacesOf(causes: Alert['causes']): string[] {
  const places = causes.map(([code]) => {
    if (code === 'connection-refused')
      return 'a firewall in front of it that refuses connections, or wrong addresses in its registrations';
    return LOCAL_PLACES[isCauseCode(code) ? CODES[code].hop : 'none'];
  });
  return [...new Set(places)];
}

function ofLocal({ causes, first: { summary } }: Alert, { bad, of }: Share): Phrase {
  const remotes = bad === of ? `all its ${of}` : `${bad} of its ${of}`;
  return [
    { name: summary.cluster },
    ` (${remotes} remotes fail): ${listed(localPlacesOf(causes))}`,
  ];
}
