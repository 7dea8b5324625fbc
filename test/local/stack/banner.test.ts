import { expect, it } from 'vitest';
import { banner } from '../../../local/stack/banner.ts';

it('banner names what runs, where, with which token, and how to stop it', () => {
  const text = banner({
    url: 'http://127.0.0.1:13000',
    slackUrl: 'http://127.0.0.1:13001',
    token: 'token',
    every: 20,
    registry: '/home/me/clusters.yml',
    clusters: ['eu', 'us'],
    data: '/var/data',
  });
  expect(text).toMatchInlineSnapshot(`
    "
    remote-cluster-checker is running on this machine

      Status page     http://127.0.0.1:13000/
                      user: anything, password: token
      API             curl -H 'Authorization: Bearer token' http://127.0.0.1:13000/clusters
      Slack stand-in  http://127.0.0.1:13001/
      Registry        /home/me/clusters.yml
      Checked         eu, us, every 20 seconds
      State           /var/data
      Stop            Ctrl-C

    "
  `);
  const parts = { url: 'u', slackUrl: 's', token: 't', every: 60, registry: 'r', clusters: ['eu'] };
  expect(banner(parts)).toContain('in a temporary directory (use --data DIR to keep it)');
});
