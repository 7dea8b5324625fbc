/** Where to look first, by what the events of an alert have in common. */
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
  return about.kind === 'locals' || about.kind === 'storm' ? SHARED : undefined;
}

const SHARED: Phrase = [
  'what all of them share: the network between them, DNS, an expired CA, ',
  'or the place where the checker runs',
];

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

function ofLocal({ first: { summary } }: Alert, { bad, of }: Share): Phrase {
  const remotes = bad === of ? `all its ${of}` : `${bad} of its ${of}`;
  return [
    { name: summary.cluster },
    ` (${remotes} remotes fail): its network, DNS, certificates, or nodes`,
  ];
}
