import { expect, it } from 'vitest';
import { CAUSES } from '../../../lib/diagnosis/causes.ts';
import { textOf } from '../../../lib/result/instructions.ts';
import { registration } from '../../support/facts.ts';

const given = { cluster: 'eu', alias: 'archive', mode: 'sniff' } as const;

it('gateways that cannot be reached are left for the seed that answered', () => {
  const { fix } = CAUSES['gateways-behind-nat'];
  const seeds = ['nat.example.com:9300'];
  const seen = textOf(fix({ ...given, registration: registration({ seeds }) }));
  expect(seen).toContain('"cluster.remote.archive.proxy_address": "nat.example.com:9300"');
  expect(seen).toContain('transport.publish_host');
  expect(textOf(fix(given))).toContain('"<host>:<port>"');
});

it('nobody sets the publish addresses of a managed service', () => {
  for (const remote of ['ech', 'ece'] as const)
    expect(
      textOf(CAUSES['gateways-unreachable'].fix({ ...given, platforms: { remote } })),
    ).not.toContain('publish_host');
});
