import { describe, expect, it } from 'vitest';
import { openServer, storeKey, trustRemote } from '../../lib/diagnosis/platformSteps.ts';
import type { Platform } from '../../lib/platform.ts';
import { type Step, textOf } from '../../lib/result/instructions.ts';
import { registration } from '../support/facts.ts';

const bare = { cluster: 'eu', alias: 'archive' };
const on = (local: Platform) => ({ ...bare, platforms: { local } });
const toRemote = (remote: Platform) => ({ ...bare, platforms: { remote } });
const places = (steps: readonly Step[]) => steps.map((step) => ('on' in step ? step.on : 'text'));
const key = (given: Parameters<typeof storeKey>[0]) => storeKey(given, 'each-local-node-shell');

describe('storeKey', () => {
  it('uses the keystore of self-managed nodes', () => {
    expect(textOf(key(on('self-managed')))).toBe(
      [
        'In a shell on each local node:',
        'bin/elasticsearch-keystore add -f cluster.remote.archive.credentials',
        'On the local cluster:',
        'POST _nodes/reload_secure_settings',
      ].join('\n'),
    );
  });

  it('names the other ways too if the platform is not known', () => {
    expect(textOf(key(bare))).toMatch(/elasticsearch-keystore[\s\S]+there is no keystore command/);
  });

  it.each(['ech', 'ece', 'eck'] as const)('has no keystore command for %s', (platform) => {
    expect(textOf(key(on(platform)))).not.toMatch(/elasticsearch-keystore|reload_secure/);
    expect(textOf(key(on(platform)))).toContain('archive');
  });

  it('uses secureSettings on Kubernetes', () => {
    expect(places(key(on('eck')))).toEqual([
      'local-kubernetes-shell',
      'local-eck-resource',
      'text',
    ]);
  });
});

describe('openServer', () => {
  it('enables it where the remote is configured', () => {
    expect(textOf(openServer(bare, '10.0.0.1'))).toContain('remote_cluster.host: 10.0.0.1');
    expect(places(openServer(toRemote('eck'), ''))).toEqual(['remote-eck-resource', 'text']);
    for (const platform of ['ech', 'ece'] as const)
      expect(places(openServer(toRemote(platform), ''))).toEqual(['text']);
  });
});

describe('trustRemote', () => {
  const model = (securityModel: 'api-key' | 'certificate' | 'unknown') => ({
    registration: registration({ securityModel }),
  });

  it('names the setting of the security model, and both if it is not known', () => {
    const client = 'xpack.security.remote_cluster_client.ssl.certificate_authorities';
    const transport = 'xpack.security.transport.ssl.certificate_authorities';
    const named = (given: object) => {
      const text = textOf(trustRemote({ ...bare, ...given }));
      return [client, transport].map((setting) => text.includes(setting));
    };
    expect(named(model('api-key'))).toEqual([true, false]);
    expect(named(model('certificate'))).toEqual([false, true]);
    expect(named(model('unknown'))).toEqual([true, true]);
    expect(named({})).toEqual([true, true]);
  });

  it('fits the platform', () => {
    expect(places(trustRemote(on('ech')))).toEqual(['text']);
    expect(textOf(trustRemote(on('ece')))).toContain('Cloud UI');
    expect(places(trustRemote(on('eck')))).toEqual(['text', 'local-eck-resource']);
    expect(places(trustRemote({ ...on('eck'), ...model('api-key') }))).toEqual(['text']);
  });
});
