import { SILENT_TRANSPORT_VERSION } from './handshake.ts';
import { releaseHint } from './transportVersions.ts';

/** Of 8.19.0: every release from 8.19 on, and all of 9.x, reads and writes it. */
export const PINNED_TRANSPORT_VERSION = 8_841_064;

/** Older releases whose messages are known, each spoken to in its own version. */
const KNOWN_OLDER = /^(?:7\.17|8\.1[4-8])\./;

/**
 * The transport version to speak with a node, which writes its answer in it: a released one always, since between releases layouts move
 * without notice. Undefined where what the node would read and write is not known: below 7.17, from 8.0 to 8.13, from 10.0 on, and where the
 * version belongs to no release.
 */
export function spokenVersion(remoteTransportVersion: number): number | undefined {
  if (remoteTransportVersion >= SILENT_TRANSPORT_VERSION) return undefined;
  if (remoteTransportVersion >= PINNED_TRANSPORT_VERSION) return PINNED_TRANSPORT_VERSION;
  return KNOWN_OLDER.test(releaseHint(remoteTransportVersion) ?? '') ? remoteTransportVersion : undefined;
}
