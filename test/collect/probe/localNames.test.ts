import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLocalNames } from '../../../lib/collect/probe/localNames.ts';

function files(hosts: string, resolver: string): [string, string] {
  const directory = mkdtempSync(join(tmpdir(), 'names-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const paths: [string, string] = [join(directory, 'hosts'), join(directory, 'resolv.conf')];
  writeFileSync(paths[0], hosts);
  writeFileSync(paths[1], resolver);
  return paths;
}

test('readLocalNames reads the names of the hosts file, whatever their case', () => {
  const [hosts, resolver] = files(
    '# local\n127.0.0.1\tlocalhost  Archive-1 # archive-2\n\n::1 ip6-localhost\n',
    '',
  );
  expect([...readLocalNames(hosts, resolver).hosts]).toEqual([
    'localhost',
    'archive-1',
    'ip6-localhost',
  ]);
});

test.each([
  ['search a.example b.example\n', ['a.example', 'b.example']],
  ['domain a.example\nsearch b.example\n', ['b.example']],
  ['nameserver 10.0.0.1\n', []],
  ['search .\n', []],
  ['search a b c d e f g\n', ['a', 'b', 'c', 'd', 'e', 'f']],
])('readLocalNames reads the search domains of %j', (text, domains) => {
  const [hosts, resolver] = files('', text);
  expect(readLocalNames(hosts, resolver).searchDomains).toEqual(domains);
});

test('readLocalNames knows nothing where there are no such files', () => {
  expect(readLocalNames('/no/hosts', '/no/resolv.conf')).toEqual({
    hosts: new Set(),
    searchDomains: [],
  });
});

test('readLocalNames reads the files of this machine by default', () => {
  expect(readLocalNames().hosts).toContain('localhost');
});
