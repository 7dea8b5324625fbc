import { describe, expect, it } from 'vitest';
import { parseRegistry } from '../../lib/registry/load.ts';

const CLUSTERS = 'clusters: [{ name: eu, urls: ["http://es:9200"], auth: none }]';

function mistakes(text: string): string[] {
  try {
    parseRegistry(`${text}\n${CLUSTERS}`, { file: 'clusters.yml' });
    return [];
  } catch (thrown) {
    return String((thrown as Error).message).split('\n');
  }
}

describe('maintenance', () => {
  it('has one-off and weekly windows', () => {
    const { maintenance } = parseRegistry(
      `maintenance:
  once:
    - { name: move, from: 2026-12-01T22:00:00+01:00, to: 2026-12-02T02:00:00+01:00, clusters: [eu], remotes: [archive] }
  weekly:
    - { name: patches, days: [sat, sun], from: "22:00", to: "02:00", timeZone: Europe/Berlin }
${CLUSTERS}`,
      { file: 'clusters.yml' },
    );
    expect(maintenance).toEqual({
      once: [
        {
          name: 'move',
          from: '2026-12-01T22:00:00+01:00',
          to: '2026-12-02T02:00:00+01:00',
          clusters: ['eu'],
          remotes: ['archive'],
        },
      ],
      weekly: [
        {
          name: 'patches',
          days: ['sat', 'sun'],
          from: '22:00',
          to: '02:00',
          timeZone: 'Europe/Berlin',
        },
      ],
    });
  });

  it('reports each mistake with its remedy', () => {
    expect(
      mistakes(`maintenance:
  once:
    - { name: move, from: 2026-12-02T22:00:00Z, to: 2026-12-02T22:00:00Z }
    - { name: move, from: 2026-12-02 22:00, to: tomorrow, clusters: [] }
    - { name: move, from: 2026-12-02T22:00:00Z, to: 2026-12-03T22:00:00Z, clusters: [us] }
  weekly:
    - { name: "", days: [sunday], from: 2, to: "24:00", timeZone: Berlin, remotes: [a b] }
    - { name: x, days: [], from: "02:00", to: "03:00", timeZone: CEST, clusters: [eu, asia] }`),
    ).toMatchInlineSnapshot(`
      [
        "clusters.yml has 12 mistakes",
        "  clusters.yml:3:53 maintenance.once[0].to is "2026-12-02T22:00:00Z": write a time after from",
        "  clusters.yml:4:27 maintenance.once[1].from is "2026-12-02 22:00": write a time with its offset from UTC, such as 2026-12-01T22:00:00+01:00 or 2026-12-01T21:00:00Z",
        "  clusters.yml:4:49 maintenance.once[1].to is "tomorrow": write a time with its offset from UTC, such as 2026-12-01T22:00:00+01:00 or 2026-12-01T21:00:00Z",
        "  clusters.yml:4:69 maintenance.once[1].clusters is an empty list: write a list of names of local clusters, or omit clusters for all",
        "  clusters.yml:7:15 maintenance.weekly[0].name is "": write a name of 1 to 100 characters, which messages show",
        "  clusters.yml:7:26 maintenance.weekly[0].days[0] is "sunday": write a list of mon, tue, wed, thu, fri, sat, sun",
        "  clusters.yml:7:41 maintenance.weekly[0].from is 2: write hours and minutes of a day in quotes, such as "02:30"",
        "  clusters.yml:7:48 maintenance.weekly[0].to is "24:00": write hours and minutes of a day in quotes, such as "02:30"",
        "  clusters.yml:7:67 maintenance.weekly[0].timeZone is "Berlin": write a time zone of the IANA database, such as Europe/Berlin or UTC",
        "  clusters.yml:7:85 maintenance.weekly[0].remotes[0] is "a b": write the cluster alias with letters, digits, "_" and "-" only, as Elasticsearch does",
        "  clusters.yml:8:24 maintenance.weekly[1].days is an empty list: write a list of mon, tue, wed, thu, fri, sat, sun",
        "  clusters.yml:8:66 maintenance.weekly[1].timeZone is "CEST": write a time zone of the IANA database, such as Europe/Berlin or UTC",
      ]
    `);
  });

  it('refuses local clusters that are not in the registry', () => {
    expect(
      mistakes(`maintenance:
  weekly: [{ name: x, days: [sun], from: "02:00", to: "03:00", timeZone: UTC, clusters: [eu, asia] }]`),
    ).toEqual([
      'clusters.yml has 1 mistake',
      '  clusters.yml:2:94 maintenance.weekly[0].clusters[1] is "asia": write one of eu',
    ]);
  });

  it('names twenty of many local clusters', () => {
    const names = Array.from({ length: 22 }, (_, index) => `c${index}`);
    const window = `once: [{ name: x, from: 2026-12-01T22:00:00Z, to: 2026-12-02T22:00:00Z, clusters: [eu] }]`;
    const clusters = names
      .map((name) => `  - { name: ${name}, urls: [http://a:1], auth: none }\n`)
      .join('');
    expect(() =>
      parseRegistry(`clusters:\n${clusters}maintenance: { ${window} }`, { file: 'f' }),
    ).toThrow(`is "eu": write one of ${names.slice(0, 20).join(', ')} and 2 more`);
  });

  it('refuses other keys', () => {
    expect(mistakes('maintenance: { daily: [] }')).toMatchInlineSnapshot(`
      [
        "clusters.yml has 1 mistake",
        "  clusters.yml:1:16 maintenance.daily is an unknown key: use one of once, weekly",
      ]
    `);
    expect(mistakes('maintenance: []')).toMatchInlineSnapshot(`
      [
        "clusters.yml has 1 mistake",
        "  clusters.yml:1:14 maintenance is an empty list: write once and weekly below maintenance",
      ]
    `);
  });
});
