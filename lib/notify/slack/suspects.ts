/** Where to look first, by what the events of an alert have in common. */
import type { About } from '../../incident/about.ts';
import type { Alert } from './alert.ts';
import { aliasOf, clusterOf } from './phrases.ts';

export function suspectLines(alert: Alert): string[] {
  const { about, kind, first } = alert;
  if (kind === 'resolved' || kind === 'flapping') return about.kind === 'remote' && kind === 'resolved' ? stillBad(about) : [];
  if (about.kind === 'remote' && first.summary.status === 'failing') return [aboutRemote(alert, about)];
  if (about.kind === 'local')
    return [`*Suspect* ${clusterOf(first.summary)} itself, before so many remotes at once: its network, DNS, certificates, nodes`];
  if (about.kind === 'locals' || about.kind === 'storm')
    return [
      '*Suspect* what all of them have in common: the network between, DNS, a CA that has expired, or the place where the checker runs',
    ];
  return [];
}

type AboutRemote = Extract<About, { kind: 'remote' }>;

function stillBad({ bad, of }: AboutRemote): string[] {
  return bad === 0 ? [] : [`*Elsewhere* it is still unreachable from ${bad} of ${of} local clusters`];
}

function aboutRemote({ count, first: { summary } }: Alert, { bad, of }: AboutRemote): string {
  if (bad >= of)
    return `*Suspect* ${aliasOf(summary)} itself: ${of === 2 ? 'neither of 2' : `none of ${of}`} local clusters that have it registered reaches it`;
  const others = of - bad === 1 ? 'another local cluster reaches it' : `${of - bad} other local clusters reach it`;
  const where = count === 1 && bad <= 1 ? `${clusterOf(summary)} and its way there` : 'what those that cannot have in common';
  return `*Suspect* ${where}: ${others}`;
}
