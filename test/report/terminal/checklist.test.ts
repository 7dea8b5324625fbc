import { expect, it } from 'vitest';
import { checklist } from '../../../lib/report/terminal/checklist.ts';
import { PLAIN_PAPER, paper } from '../../support/paper.ts';
import { degradedResult, failingResult, healthyResult, report } from '../../support/results.ts';

const plain = { all: false, paper: PLAIN_PAPER };

it('checklist shows what passed, what failed and what was not done, problems last', () => {
  const text = checklist(report([failingResult, degradedResult]), plain);
  expect(text).toMatchInlineSnapshot(`
    "us/logs
      Registration
        ✓ the alias is registered: on local-1
        – local nodes agree: only one local node gave an answer
        ✓ local nodes hold connections: local-1 1 of 3
      Address 10.0.0.1:9300 (seed, gateway)
        – DNS: 10.0.0.1 is no name
        ✓ TCP 10.0.0.1 port 9300
        ✓ TLS: TLSv1.3
        ✓ transport handshake: 9.5.3
      Address 10.0.0.2:9443 (gateway)
        – DNS: 10.0.0.1 is no name
        ✗ TCP 10.0.0.1 port 9300: timed-out: connect timed-out
        – TLS: the step before it failed
        – transport handshake: the step before it failed
      Nodes of the remote cluster
        ✓ node list: 2 nodes, listed by the HTTP port of the remote
        ✗ gateway nodes can be reached: not archive-2
      Requests
        ✓ cross-cluster request through local-1: 12 ms
        ✓ large answers: 3000 bytes
      Credentials
        ✓ API key in the keystore: on local-1
        ✓ certificates are valid: CN=archive-1 at 10.0.0.1:9300 until 2026-12-01
        ✓ API keys are valid: eu-search (VuaCfGcBCdbkQm-e5aOx) until 2026-12-10
        – licenses are valid: no license that expires was seen
      Versions
        ✓ versions: connection: 9.5.3 understands 8.19.0 and later, the other side runs 9.5.3
        ✓ versions: search: Elastic supports searches from 9.5 to 9.5
        ✓ versions: replication: 9.5 may follow indices of 9.5
      degraded certificate-expires-soon: A certificate expires in 7 days

    eu/orders
      Registration
        ✓ the alias is registered: on local-1
        – local nodes agree: only one local node gave an answer
        ✗ local nodes hold connections: local-1 0 of 3
      Address 10.0.0.1:9300 (seed)
        – DNS: 10.0.0.1 is no name
        ✗ TCP 10.0.0.1 port 9300: refused: connect refused
        – TLS: the step before it failed
        – transport handshake: the step before it failed
      Nodes of the remote cluster
        – node list: The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote's own HTTP addresses: urls and auth) in the registry to have them listed and probed
        – gateway nodes can be reached: they are not known
      Requests
        ✗ cross-cluster request through local-1: not-connected
        ✓ large answers: 3000 bytes
      Credentials
        – API key in the keystore: the security model is certificate
        – certificates are valid: no certificate was seen
        – API keys are valid: no API key with an expiration was seen
        – licenses are valid: no license that expires was seen
      Versions
        – versions: connection: the version of the remote cluster is not known
        – versions: search: the version of the remote cluster is not known
        – versions: replication: the version of the remote cluster is not known
      failing connection-refused: The remote refuses connections
    "
  `);
});

it('checklist fits a narrow terminal, in ASCII if need be', () => {
  const text = checklist(report([failingResult]), {
    all: false,
    paper: { ...paper(60), unicode: false },
  });
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  expect(text).toMatch(/ {4}FAILED TCP 10\.0\.0\.1 port 9300: refused/);
  expect([...text].filter((letter) => letter > '~')).toEqual([]);
});

it('checklist has one line for many healthy remotes', () => {
  const many = Array.from({ length: 21 }, () => healthyResult);
  expect(checklist(report(many), plain)).toBe('and 21 healthy remotes; --all lists them\n');
  expect(checklist(report(many), { ...plain, all: true })).toContain('eu/archive');
  expect(checklist(report([]), plain)).toBe('No remote cluster is registered\n');
});
