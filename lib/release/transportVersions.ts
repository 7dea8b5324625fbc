/**
 * From 8.9 on: [minor, first patch, transport versions by patch], as Elastic published them; those
 * of 8.19.21, 9.0.8 and 9.5.3 as the nodes answered.
 */
const PUBLISHED = [
  ['8.9', 0, [8500020, 8500020, 8500020]],
  ['8.10', 0, [8500061, 8500061, 8500061, 8500061, 8500061]],
  ['8.11', 0, [8512001, 8512001, 8512001, 8512001, 8512001]],
  ['8.12', 0, [8560000, 8560001, 8560001]],
  ['8.13', 0, [8595000, 8595000, 8595000, 8595000, 8595001]],
  ['8.14', 0, [8636001, 8636001, 8636001, 8636001]],
  ['8.15', 0, [8702002, 8702002, 8702003, 8702003, 8702003, 8702003]],
  ['8.16', 0, [8772001, 8772004, 8772004, 8772004, 8772004, 8772005, 8772006]],
  [
    '8.17',
    0,
    [
      8797002, 8797002, 8797002, 8797003, 8797004, 8797005, 8797006, 8797007, 8797008, 8797009,
      8797010,
    ],
  ],
  ['8.18', 0, [8840002, 8840003, 8840004, 8840005, 8840006, 8840007, 8840008, 8840009]],
  ['8.19', 0, [8841064, 8841065, 8841066, 8841067, 8841068]],
  [
    '8.19',
    12,
    [8841084, 8841085, 8841087, 8841088, 8841089, 8841090, 8841092, 8841093, 8841094, 8841096],
  ],
  ['9.0', 0, [9000009, 9000010, 9000011, 9000012, 9000013, 9000014, 9000015, 9000016]],
  ['9.0', 8, [9000018]],
  ['9.1', 0, [9112003, 9112004, 9112005, 9112006, 9112007]],
  ['9.2', 6, [9185020, 9185021, 9185023]],
  ['9.3', 0, [9250003, 9250005, 9250008, 9250010, 9250012, 9250015, 9250016, 9250018, 9250019]],
  ['9.4', 0, [9348001, 9348002, 9348006, 9348008, 9348009, 9348011]],
  ['9.5', 0, [9458003, 9458004, 9458006, 9458007]],
] as const;

/**
 * Up to 8.8 a transport version is the release itself, MMmmpp99: the last minor of each major that
 * is written so.
 */
const LAST_LEGIBLE_MINOR: Readonly<Record<string, number>> = { 7: 17, 8: 8 };
const LEGIBLE = /^(\d)(\d\d)(\d\d)99$/;

const HINTS = hintsByTransportVersion();

/**
 * The release, or the range of releases in Elasticsearch's own form `8.14.0-8.14.3`, that a
 * transport version stands for; undefined where it is not known. A hint only: the release string of
 * the handshake and of the HTTP API outranks it, as the map that Elastic publishes
 * (TransportVersions.csv) gives several releases, such as 8.18.8, 8.19.5 and 9.0.8, the transport
 * versions of others; those rows are left out here.
 */
export function releaseHint(transportVersion: number): string | undefined {
  return HINTS.get(transportVersion) ?? legibleRelease(transportVersion);
}

function legibleRelease(transportVersion: number): string | undefined {
  const [, major = '', minor, patch] = LEGIBLE.exec(String(transportVersion)) ?? [];
  const lastMinor = LAST_LEGIBLE_MINOR[major];
  return lastMinor !== undefined && Number(minor) <= lastMinor
    ? `${major}.${Number(minor)}.${Number(patch)}`
    : undefined;
}

function hintsByTransportVersion(): ReadonlyMap<number, string> {
  return new Map(
    PUBLISHED.flatMap(([minor, firstPatch, transportVersions]) =>
      hintsOf(minor, firstPatch, transportVersions),
    ),
  );
}

function hintsOf(
  minor: string,
  firstPatch: number,
  transportVersions: readonly number[],
): [number, string][] {
  return transportVersions.map((id) => {
    const first = `${minor}.${firstPatch + transportVersions.indexOf(id)}`;
    const last = `${minor}.${firstPatch + transportVersions.lastIndexOf(id)}`;
    return [id, first === last ? first : `${first}-${last}`];
  });
}
