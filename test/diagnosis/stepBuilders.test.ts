import { expect, it } from 'vitest';
import { address, host, hostAndPort, setAddress } from '../../lib/diagnosis/stepBuilders.ts';
import { textOf } from '../../lib/result/instructions.ts';

const full = { cluster: 'eu', alias: 'archive', subject: '[::1]:9300, 10.0.0.2:9300' };
const bare = { cluster: 'eu', alias: 'archive' };

it('host, hostAndPort and address take the first address of the subject', () => {
  expect(address(full)).toBe('[::1]:9300');
  expect(address({ ...bare, subject: 'archive:9300 (10.0.0.1)' })).toBe('archive:9300');
  expect(host(full)).toBe('::1');
  expect(hostAndPort(full)).toBe('::1 9300');
  expect(hostAndPort({ ...bare, subject: 'archive:9300' })).toBe('archive 9300');
});

it('address and hostAndPort are placeholders if no address is known', () => {
  expect(address(bare)).toBe('<address>');
  expect(hostAndPort(bare)).toBe('<host> <port>');
});

it('setAddress uses the setting that the mode reads, and names both if the mode is not known', () => {
  const seeds =
    'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.seeds": [ "a:1" ] } }';
  expect(textOf(setAddress({ ...bare, mode: 'sniff' }, 'a:1'))).toBe(seeds);
  expect(textOf(setAddress({ ...bare, mode: 'proxy' }, 'a:1'))).toBe(
    'PUT _cluster/settings\n{ "persistent": { "cluster.remote.archive.proxy_address": "a:1" } }',
  );
  for (const circumstances of [bare, { ...bare, mode: 'unknown' as const }])
    expect(textOf(setAddress(circumstances, 'a:1'))).toBe(
      `${seeds}\nIn proxy mode, set cluster.remote.archive.proxy_address instead.`,
    );
});
