import { expect, it } from 'vitest';
import { choose, quotedForShell } from '../../lib/cli/choice.ts';
import { fakeTerminal } from './fakeTerminal.ts';

it('choose asks for the password of --user, after it has looked at all else', async () => {
  const { terminal, type, written } = fakeTerminal({ isTTY: true });
  await expect(choose({ urls: ['nowhere'], user: 'elastic' }, terminal)).rejects.toThrow('nowhere');
  expect(written.stderr).toBe('');
  const chosen = choose({ urls: ['https://es-1:9200'], user: 'elastic' }, terminal);
  type('changeme\r');
  const { registry, origin } = await chosen;
  expect(registry.clusters[0]?.auth).toMatchObject({ basic: { username: 'elastic' } });
  expect(origin).toEqual({
    kind: 'urls',
    command: 'check',
    urls: ['https://es-1:9200'],
    options: ['--user', 'elastic'],
  });
});

it('choose refuses options of URLs with a registry', async () => {
  const { terminal } = fakeTerminal();
  await expect(choose({ urls: [], ca: 'my ca.crt' }, terminal)).rejects.toThrow(
    '--ca works only with URLs: write it under auth or tls of the cluster in the registry',
  );
});

it('quotedForShell quotes what a shell would change', () => {
  expect(quotedForShell('certs/http_ca.crt')).toBe('certs/http_ca.crt');
  expect(quotedForShell("it's here")).toBe(`'it'\\''s here'`);
});
