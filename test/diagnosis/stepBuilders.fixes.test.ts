/** What steps make of what was seen: where the registration stands, its model, names and ports. */
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../lib/diagnosis/cause.ts';
import {
  certifiedNames,
  onHost,
  register,
  registerAgain,
  unregister,
  useProxyMode,
  usualPort,
} from '../../lib/diagnosis/stepBuilders.ts';
import type { Platform } from '../../lib/platform.ts';
import { textOf } from '../../lib/result/instructions.ts';
import { registration } from '../support/facts.ts';

const bare: Circumstances = { cluster: 'eu', alias: 'archive' };
const inFile: Circumstances = {
  ...bare,
  mode: 'sniff',
  registration: registration({ configuredIn: 'node-settings' }),
};

describe('a registration of elasticsearch.yml', () => {
  it('is changed there, as a null in the cluster settings has no effect on it', () => {
    expect(unregister(inFile)).toEqual({
      kind: 'lines',
      on: 'each-local-node-config',
      lines: ['# remove cluster.remote.archive.*'],
    });
    expect(useProxyMode(inFile, 'lb:9443')).toMatchObject({
      lines: [
        'cluster.remote.archive.mode: "proxy"',
        '# remove cluster.remote.archive.seeds',
        '# remove cluster.remote.archive.node_connections',
        'cluster.remote.archive.proxy_address: "lb:9443"',
      ],
    });
  });

  it.each([
    ['self-managed', 'each-local-node-config'],
    ['ech', 'local-user-settings'],
    ['ece', 'local-user-settings'],
    ['eck', 'local-eck-resource'],
  ] as const)('of %s stands at %s', (local: Platform, on) => {
    expect(register({ ...inFile, platforms: { local } }, { seeds: [] })).toMatchObject({ on });
  });
});

describe('registerAgain', () => {
  const again = (overrides: Parameters<typeof registration>[0]) =>
    textOf(registerAgain({ ...bare, registration: registration(overrides) }));

  it('repeats what the registration says', () => {
    expect(again({ seeds: ['a:9300', 'b:9300'] })).toBe(
      'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.mode": "sniff", "cluster.remote.archive.seeds": [ "a:9300", "b:9300" ], "cluster.remote.archive.skip_unavailable": true } }',
    );
    const proxy = { mode: 'proxy', proxyAddress: 'lb:9443' } as const;
    expect(again({ ...proxy, skipUnavailableExplicit: false })).toBe(
      'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.mode": "proxy", "cluster.remote.archive.proxy_address": "lb:9443" } }',
    );
    expect(again({ ...proxy, serverName: 'es' })).toContain(
      '"cluster.remote.archive.server_name": "es"',
    );
  });

  it('leaves the address open if nothing is known', () => {
    expect(textOf(registerAgain(bare))).toContain('<host>:<port>');
    expect(again({ mode: 'unknown' })).toContain('<host>:<port>');
  });
});

it('usualPort fits the security model, and the proxy of Elastic Cloud', () => {
  const port = (securityModel: 'api-key' | 'certificate' | 'unknown', remote?: Platform) =>
    usualPort({
      ...bare,
      registration: registration({ securityModel }),
      ...(remote === undefined ? {} : { platforms: { remote } }),
    });
  expect([port('api-key'), port('certificate'), port('certificate', 'eck')]).toEqual([
    '9443',
    '9300',
    '9300',
  ]);
  expect([port('certificate', 'ech'), port('certificate', 'ece')]).toEqual(['9400', '9400']);
  const open = '<9300, or 9443 with an API key>';
  expect([port('unknown'), usualPort(bare)]).toEqual([open, open]);
});

it('onHost keeps the host of the subject', () => {
  const host = (subject?: string) =>
    onHost({ ...bare, ...(subject === undefined ? {} : { subject }) }, 9443);
  expect(host('es-1:9200')).toBe('es-1:9443');
  expect(host('[::1]:9200')).toBe('[::1]:9443');
  expect([host(), host('$(reboot)')]).toEqual(['<host>:9443', '<host>:9443']);
});

it('certifiedNames are those at the subject, or all if it shows none', () => {
  const certificateNames = new Map([
    ['a:9300', ['DNS:a.example', 'IP Address:10.0.0.1', 'DNS:$(reboot)']],
    ['b:9300', ['DNS:b.example']],
  ]);
  const names = (subject: string) => certifiedNames({ ...bare, certificateNames, subject });
  expect(names('a:9300')).toEqual(['a.example']);
  expect(names('c:9300')).toEqual(['a.example', 'b.example']);
  expect(certifiedNames(bare)).toEqual([]);
});
