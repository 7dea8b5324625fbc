/** The way from the local nodes to the remote cluster as data: one hop after the other. Texts are as the clusters gave them. */

export type HopId = 'local' | 'dns' | 'tcp' | 'tls' | 'transport' | 'remote';

/** `impaired`: not as it should be, and the remote can be used. */
export type HopState = 'ok' | 'impaired' | 'broken' | 'not-measured';

export interface Hop {
  readonly id: HopId;
  readonly name: string;
  readonly state: HopState;
  /** The state in a word or two: `ok`, `refused`, `2 of 3 reachable`. */
  readonly word: string;
  /** The slowest of what was measured, as far as it was. */
  readonly durationMs?: number | undefined;
  /** What it is about, the most telling first: an address, a version. */
  readonly about: readonly string[];
  /** The title of the cause, at the one hop where it lies. */
  readonly cause?: string;
}
