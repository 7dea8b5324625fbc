import packageJson from 'remote-cluster-checker/package.json' with { type: 'json' };
import { describe, expect, it } from 'vitest';
import { ecs, ecsDocument } from '../../lib/report/ecs.ts';
import {
  degradedResult,
  failingResult,
  HOSTILE,
  healthyResult,
  hostileResult,
  report,
  unknownResult,
} from '../support/results.ts';

function documentOf(result: typeof healthyResult): object {
  return JSON.parse(
    JSON.stringify(ecsDocument(result, 'bastion-1')).replaceAll(
      `"${packageJson.version}"`,
      '"<version>"',
    ),
  );
}

describe('ecs', () => {
  it('is a document of each remote, a line each', () => {
    const lines = ecs(report([healthyResult, failingResult, degradedResult, unknownResult])).split(
      '\n',
    );
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        event: { outcome: 'success', severity: 0 },
        log: { level: 'info' },
        observer: { name: 'lambda in vpc-1' },
      },
      { event: { outcome: 'failure', severity: 90 }, log: { level: 'error' } },
      { event: { outcome: 'success', severity: 50 }, log: { level: 'warn' } },
      { event: { outcome: 'unknown', severity: 30 }, log: { level: 'warn' } },
    ]);
  });

  it('is empty where no remote is registered', () => {
    expect(ecs(report([]))).toBe('');
  });

  it('stays a line each, whatever clusters are called', () => {
    const lines = ecs(report([hostileResult, healthyResult]))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(2);
    const texts: string[] = [];
    JSON.parse(lines[0] ?? '', (_key, value) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    expect(texts.some((text) => text.includes('alert(1)'))).toBe(true);
    expect(
      texts.filter(
        (text) => text.includes('\u001b') || text.includes('\u202e') || text.includes(HOSTILE),
      ),
    ).toEqual([]);
  });
});

describe('ecsDocument', () => {
  it('has what ECS has fields for, and the rest below remote_cluster', () => {
    expect(documentOf(degradedResult)).toMatchInlineSnapshot(`
      {
        "@timestamp": "2026-11-24T00:00:00.000Z",
        "ecs": {
          "version": "8.11.0",
        },
        "event": {
          "category": [
            "network",
          ],
          "code": "certificate-expires-soon",
          "dataset": "remote_cluster.check",
          "duration": 42000000,
          "kind": "state",
          "module": "remote_cluster",
          "outcome": "success",
          "reason": "Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days",
          "reference": "https://www.elastic.co/docs/deploy-manage/remote-clusters/remote-clusters-cert",
          "severity": 50,
          "type": [
            "info",
          ],
        },
        "log": {
          "level": "warn",
        },
        "message": "us/logs degraded: A certificate expires in 7 days: Certificate CN=archive-1 (10.0.0.1:9300) expires on 2026-12-01, in 7 days",
        "observer": {
          "name": "bastion-1",
          "product": "remote-cluster-checker",
          "type": "remote-cluster-checker",
          "version": "<version>",
        },
        "remote_cluster": {
          "alias": "logs",
          "api_key": {
            "expires": "2026-12-10T00:00:00.000Z",
          },
          "cause": {
            "code": "certificate-expires-soon",
            "fix": "Renew the certificate in place: Elasticsearch reads changed files again without a restart. To renew a CA, trust both CAs for a while.",
            "meaning": "After that date local nodes open no new connection that needs it. Searches and replication go on until the next interruption. Then the remote is unreachable.",
            "severity": "warning",
            "title": "A certificate expires in 7 days",
            "verify": "On the cluster that the evidence names:
      GET _ssl/certificates",
          },
          "certificate": {
            "expires": {
              "wire": "2026-12-01T00:00:00.000Z",
            },
          },
          "connections": {
            "open": 1,
            "wanted": 3,
          },
          "findings": [
            {
              "code": "api-key-expires-soon",
              "evidence": "Cross-cluster API key eu-search (VuaCfGcBCdbkQm-e5aOx) of the remote expires on 2026-12-10, in 16 days",
              "severity": "warning",
              "subject": "API key VuaCfGcBCdbkQm-e5aOx",
            },
            {
              "code": "gateway-silent",
              "evidence": "1 of 2 gateway nodes that local nodes may choose is silent from test: archive-2 at 10.0.0.2:9443 (tcp timed out). 0 of 1 cross-cluster requests got no answer",
              "severity": "warning",
              "subject": "10.0.0.2:9443",
            },
            {
              "code": "single-seed",
              "evidence": "10.0.0.1:9300 is the only seed, though the remote has several nodes; others that could be seeds: archive-2 at 10.0.0.2:9443",
              "severity": "note",
              "subject": "10.0.0.1:9300",
            },
          ],
          "gateways": {
            "eligible": 2,
            "reachable": 1,
          },
          "local_cluster": "us",
          "local_nodes": {
            "connected": 1,
            "disconnected": 0,
            "unknown": 0,
            "usable": {
              "no": 0,
              "unknown": 0,
              "yes": 1,
            },
          },
          "mode": "sniff",
          "probe": {
            "duration_ms": {
              "dns": 0,
              "tcp": 1,
              "tls": 2,
              "transport": 3,
            },
            "failures": {
              "dns": 0,
              "tcp": 1,
              "tls": 0,
              "transport": 0,
            },
          },
          "request": {
            "duration_ms": 12,
          },
          "security_model": "api-key",
          "seeds": [
            "10.0.0.1:9300",
          ],
          "skip_unavailable": true,
          "status": "degraded",
          "uuid": "archive-uuid",
          "versions": {
            "local": [
              "9.5.3",
            ],
            "remote": [
              "9.5.3",
            ],
            "replication": "supported",
            "search": "supported",
          },
        },
      }
    `);
  });

  it('leaves out what is not known', () => {
    const { proxyAddress: _proxy, ...given } = failingResult;
    expect(
      documentOf({
        ...given,
        witnesses: { passive: [], active: [], repeated: [], network: [], sniff: [] },
      }),
    ).toMatchInlineSnapshot(`
      {
        "@timestamp": "2026-11-24T00:00:00.000Z",
        "ecs": {
          "version": "8.11.0",
        },
        "event": {
          "category": [
            "network",
          ],
          "code": "connection-refused",
          "dataset": "remote_cluster.check",
          "duration": 42000000,
          "kind": "state",
          "module": "remote_cluster",
          "outcome": "failure",
          "reason": "10.0.0.1:9300: connect refused",
          "reference": "https://www.elastic.co/docs/troubleshoot/elasticsearch/remote-clusters",
          "severity": 90,
          "type": [
            "info",
          ],
        },
        "log": {
          "level": "error",
        },
        "message": "eu/orders failing: The remote refuses connections: 10.0.0.1:9300: connect refused",
        "observer": {
          "name": "bastion-1",
          "product": "remote-cluster-checker",
          "type": "remote-cluster-checker",
          "version": "<version>",
        },
        "remote_cluster": {
          "alias": "orders",
          "cause": {
            "code": "connection-refused",
            "fix": "Start the remote nodes, check their transport.port or remote_cluster.port and network.host, or correct the address of the registration. When the remote is back, one request reconnects:
      GET _resolve/cluster/orders:*",
            "meaning": "The host answers, but nothing listens on the port. The remote node is stopped, listens on another port or interface, or a firewall rejects the connection. Searches fail or skip this remote, and followers stop reading.",
            "severity": "critical",
            "title": "The remote refuses connections",
            "verify": "In a shell on a local node:
      nc -vz 10.0.0.1 9300",
          },
          "findings": [
            {
              "code": "searches-skip-this-remote",
              "evidence": "skip_unavailable is true: searches answer HTTP 200 without the data of this remote",
              "severity": "warning",
            },
            {
              "code": "gateways-not-known",
              "evidence": "The gateway nodes are not known: give remotes.orders.sniffAsNode (with a node certificate as transportTls) or remotes.orders.remote (the remote's own HTTP addresses: urls and auth) in the registry to have them listed and probed",
              "severity": "note",
            },
            {
              "code": "certificate-model-deprecated",
              "evidence": "orders uses the certificate model, which is deprecated since 9.0; the local cluster runs 9.5.3",
              "severity": "note",
            },
          ],
          "local_cluster": "eu",
          "local_nodes": {
            "connected": 0,
            "disconnected": 0,
            "unknown": 0,
            "usable": {
              "no": 1,
              "unknown": 0,
              "yes": 0,
            },
          },
          "mode": "sniff",
          "security_model": "certificate",
          "seeds": [
            "10.0.0.1:9300",
          ],
          "skip_unavailable": true,
          "status": "failing",
          "versions": {
            "local": [
              "9.5.3",
            ],
            "remote": [],
            "replication": "unknown",
            "search": "unknown",
          },
        },
      }
    `);
  });
});
