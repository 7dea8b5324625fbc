import { expect, it } from 'vitest';
import { gatewayHint } from '../../lib/facts/gatewayHint.ts';
import { notAnswered, refusedSniff, registration, remoteFacts } from '../support/facts.ts';

const none = { remote: false, crossClusterApiKey: false, sniffAsNode: false };
const withKey = registration({ securityModel: 'api-key' });

it.each([
  [
    'its HTTP addresses list nothing',
    { remote: remoteFacts({ nodes: notAnswered('refused', 'HTTP 403') }) },
    'since remotes.archive.remote does not list them (HTTP 403): give remotes.archive.crossClusterApiKey',
  ],
  [
    'its HTTP addresses are given, and were not asked',
    { given: { ...none, remote: true } },
    'since remotes.archive.remote gave no answer: give remotes.archive.crossClusterApiKey',
  ],
  [
    'a key is given, and no seed could be asked',
    { given: { ...none, crossClusterApiKey: true } },
    'since no seed could be asked with remotes.archive.crossClusterApiKey: give remotes.archive.remote',
  ],
  [
    'a seed refused the key',
    { sniff: [refusedSniff('key-expired')] },
    'since no seed listed them (10.0.0.1:9300: the words for key-expired): give remotes.archive.remote',
  ],
])('gatewayHint asks for nothing that is given: %s', (_what, given, hint) => {
  expect(gatewayHint({ registration: withKey, ...given })).toContain(hint);
});

it('gatewayHint asks for nothing if all is given', () => {
  const given = { remote: true, crossClusterApiKey: true, sniffAsNode: true };
  for (const securityModel of ['api-key', 'certificate', 'none', 'unknown'] as const)
    expect(gatewayHint({ registration: registration({ securityModel }), given })).not.toContain(
      'give',
    );
});

it('gatewayHint asks for nothing of remotes that are not known', () => {
  expect(gatewayHint({ registration: registration({ alias: '*' }) })).toBe(
    'The gateway nodes are not known, since the remotes are not known',
  );
});
