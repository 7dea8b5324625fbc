/** The causes as they belong together, in the order of the questions of an engineer. */
import type { CauseCode } from './catalogue.ts';
import { CHECKER } from './checker.ts';
import { CONSEQUENCES } from './consequences.ts';
import { CREDENTIALS } from './credentials.ts';
import { IDENTITY } from './identity.ts';
import { LINT } from './lint.ts';
import { LOCAL_SIDE } from './localSide.ts';
import { PEER } from './peer.ts';
import { REACHABILITY } from './reachability.ts';
import { TLS } from './tls.ts';
import { VERSIONS } from './versions.ts';

export interface Family {
  readonly title: string;
  readonly codes: readonly CauseCode[];
}

export const FAMILIES: readonly Family[] = [
  { title: 'What it does to searches and replication', codes: codesOf(CONSEQUENCES) },
  { title: 'The way to the remote', codes: codesOf(REACHABILITY) },
  { title: 'What answers there', codes: codesOf(PEER) },
  { title: 'API keys, privileges and licenses', codes: codesOf(CREDENTIALS) },
  { title: 'Certificates and server names', codes: codesOf(TLS) },
  { title: 'Who the remote is', codes: codesOf(IDENTITY) },
  { title: 'Releases', codes: codesOf(VERSIONS) },
  { title: 'The local cluster', codes: codesOf(LOCAL_SIDE) },
  { title: 'Registrations that work by luck', codes: codesOf(LINT) },
  { title: 'The checker itself', codes: codesOf(CHECKER) },
];

function codesOf<E extends object>(family: E): Extract<keyof E, CauseCode>[] {
  return Object.keys(family) as Extract<keyof E, CauseCode>[];
}
