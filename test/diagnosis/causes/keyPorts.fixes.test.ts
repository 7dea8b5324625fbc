import { expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import { textOf } from '../../../lib/result/instructions.ts';

const given = { cluster: 'eu', alias: 'archive', mode: 'sniff', subject: 'es-1:9300' } as const;
const fix = (overrides: object) =>
  textOf(CAUSES['api-key-on-transport-port'].fix({ ...given, ...overrides }));

it('an API key is sent to the server port that a remote node publishes, or else to 9443', () => {
  expect(fix({ serverAddresses: ['10.0.0.1:9444'] })).toContain('[ "10.0.0.1:9444" ]');
  expect(fix({ serverAddresses: [] })).toContain('[ "es-1:9443" ]');
  expect(fix({})).toContain('[ "es-1:9443" ]');
});

it('a closed server port is opened at the host that the local nodes dial', () => {
  const { fix: open } = CAUSES['remote-cluster-server-closed'];
  expect(textOf(open(given))).toContain('remote_cluster.host: es-1');
  expect(textOf(open({ cluster: 'eu', alias: 'archive' }))).toContain('<address that');
});
