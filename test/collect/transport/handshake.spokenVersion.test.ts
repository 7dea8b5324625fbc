import { expect, test } from 'vitest';
import {
  PINNED_TRANSPORT_VERSION,
  spokenVersion,
} from '../../../lib/collect/transport/handshake.ts';

test.each([
  ['7.17.0', 7_170_099, 7_170_099],
  ['7.17.28', 7_172_899, 7_172_899],
  ['8.14.3', 8_636_001, 8_636_001],
  ['8.18.7', 8_840_009, 8_840_009],
  ['8.19.0', 8_841_064, PINNED_TRANSPORT_VERSION],
  ['8.19.21', 8_841_096, PINNED_TRANSPORT_VERSION],
  ['9.5.3', 9_458_007, PINNED_TRANSPORT_VERSION],
  ['a later 9.x', 9_999_999, PINNED_TRANSPORT_VERSION],
  ['10.0 and later', 10_000_000, undefined],
  ['7.16.3', 7_160_399, undefined],
  ['8.8.2', 8_080_299, undefined],
  ['8.13.4', 8_595_001, undefined],
  ['no release between 8.14 and 8.15', 8_636_002, undefined],
  ['no release between 8.18 and 8.19', 8_841_063, undefined],
  ['nonsense', 0, undefined],
])('spokenVersion: with %s (%d) it is %s', (_release, remote, spoken) => {
  expect(spokenVersion(remote)).toBe(spoken);
});
