/** What real clusters said in the recordings is known, text by text. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { reasonsOf } from '../../lib/collect/elasticsearch/failure.ts';
import { reasonChain } from '../../lib/wording/reasonChain.ts';
import { meaningOfReason } from '../../lib/wording/wording.ts';

const RECORDINGS = join(import.meta.dirname, '../fixtures/recordings');
const failures = globSync('**/*.json', { cwd: RECORDINGS })
  .map((file) => ({
    file,
    reasons: reasonsOf(JSON.parse(readFileSync(join(RECORDINGS, file), 'utf8')).body),
  }))
  .filter(({ reasons }) => reasons.length > 0);

test('each text of a refused request is known', () => {
  expect(failures.length).toBeGreaterThan(30);
  const unknown = failures
    .flatMap(({ reasons }) => reasons)
    .filter((reason) => meaningOfReason(reason) === undefined);
  expect(unknown).toEqual([]);
});

test('what leads each of them', () => {
  const leads = failures.map(
    ({ file, reasons }) => `${file.split('/')[0]}: ${reasonChain(reasons).meaning}`,
  );
  expect([...new Set(leads)].sort()).toMatchInlineSnapshot(`
    [
      "e-key-to-transport-port: connection-reset",
      "f-no-key-to-remote-server-port: no-api-key-on-remote-server-port",
      "g-key-of-another-cluster: api-key-invalid",
      "g-wrong-api-key: api-key-invalid",
      "h-rest-api-key: api-key-wrong-type",
      "i-expired-api-key: api-key-expired",
      "j-invalidated-api-key: api-key-invalidated",
      "k-port-closed: connection-refused",
      "k-unknown-host: name-not-resolved",
      "l-seed-is-http-port: http-port",
      "n-remote-certificate-expired: certificate-expired",
      "o-remote-certificate-unknown-ca: certificate-untrusted",
      "p-hostname-not-in-certificate: certificate-name-mismatch",
      "q-publish-address-unreachable: connection-refused",
      "r-dedicated-masters: wrapper",
      "t-versions-7.17.29-to-9.5.3: connection-reset",
      "t-versions-7.17.29-to-9.5.3: wrapper",
      "t-versions-8.14.3-to-7.17.29: parameter-unknown",
      "t-versions-8.14.3-to-9.0.8: connection-reset",
      "t-versions-8.14.3-to-9.0.8: parameter-unknown",
      "t-versions-8.14.3-to-9.5.3: connection-reset",
      "t-versions-8.14.3-to-9.5.3: parameter-unknown",
      "u-no-remote-cluster-client-role: local-node-without-role",
      "v-key-on-one-node: local-node-without-role",
      "y-licenses: api-missing",
    ]
  `);
});
