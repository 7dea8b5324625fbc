/** Every cause that the checker can name. */
import { CHECKER } from './checker.ts';
import { CONSEQUENCES } from './consequences.ts';
import { CREDENTIALS } from './credentials.ts';
import type { CatalogueEntry } from './entry.ts';
import { IDENTITY } from './identity.ts';
import { LINT } from './lint.ts';
import { LOCAL_SIDE } from './localSide.ts';
import { PEER } from './peer.ts';
import { REACHABILITY } from './reachability.ts';
import { TLS } from './tls.ts';
import { VERSIONS } from './versions.ts';

const FAMILIES = {
  ...CONSEQUENCES,
  ...REACHABILITY,
  ...PEER,
  ...CREDENTIALS,
  ...TLS,
  ...VERSIONS,
  ...LOCAL_SIDE,
  ...IDENTITY,
  ...LINT,
  ...CHECKER,
} as const;

/** A stable code of the catalogue. */
export type CauseCode = keyof typeof FAMILIES;

export const CATALOGUE: Readonly<Record<CauseCode, CatalogueEntry>> = FAMILIES;
