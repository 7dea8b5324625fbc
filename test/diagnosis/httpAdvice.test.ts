/** What answers in place of the local cluster, and what to do about it. */
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../lib/diagnosis/diagnose.ts';
import type { LocalNodeAnswers } from '../../lib/facts/facts.ts';
import { textOf } from '../../lib/result/instructions.ts';
import type { FailedAnswer } from '../../lib/result/witness.ts';
import { answered, facts, localNode, root } from '../support/facts.ts';

const URL_HTTP = 'http://local-1:9200';

function failed(given: Partial<FailedAnswer>) {
  const base: FailedAnswer = { kind: 'refused', message: '', reasons: [], durationMs: 1 };
  return { ok: false as const, failed: { ...base, ...given } };
}

function http(status: number, body: string, path = '/', reasons: FailedAnswer['reasons'] = []) {
  const kind = status === 401 || status === 403 ? 'not-authorized' : 'refused';
  const message = `HTTP ${status} to GET ${path} at ${URL_HTTP}: ${body}`;
  return failed({ kind, httpStatus: status, message, reasons });
}

function judged(answers: Partial<LocalNodeAnswers>) {
  const base = facts({ active: [], passive: [] });
  const nodesAsked = [localNode({ url: URL_HTTP, ...answers })];
  const { status, cause, unexplained } = diagnose({
    ...base,
    local: { ...base.local, nodesAsked },
  });
  return { verdict: `${status} ${cause.code}`, cause, fix: textOf(cause.fix), unexplained };
}

const both = (status: number, body: string, reasons: FailedAnswer['reasons'] = []) => ({
  root: http(status, body, '/', reasons),
  remoteInfo: http(status, body, '/_remote/info', reasons),
});

it.each([
  [400, '<title>400 The plain HTTP request was sent to HTTPS port</title>', /https:\/\//],
  [400, 'Client sent an HTTP request to an HTTPS server.', /https:\/\//],
  [403, '<title>403 Forbidden</title>', /allow the address/],
  [404, 'default backend - 404', /host and the path/],
  [404, '{"ok":false,"message":"Unknown resource."}', /knows no such deployment/],
  [407, 'Proxy Authentication Required', /forward proxy/],
  [410, 'uri exists but is not available when running in serverless mode', /serverless project/],
  [429, 'Too Many Requests', /limit of the proxy/],
  [429, '[parent] Data too large, data for [<http_request>]', /more heap/],
  [500, '{"message":"Internal Server Error"}', /first line of the answer/],
  [502, '<title>502 Bad Gateway</title>', /no healthy backend/],
  [503, 'upstream connect error', /no healthy backend/],
  [503, 'master_not_discovered_exception', /master-eligible/],
  [504, '<title>504 Gateway Time-out</title>', /in time/],
])('HTTP %i that says "%s" has its own remedy', (status, body, remedy) => {
  const { verdict, cause, fix, unexplained } = judged(both(status, body));
  expect(verdict).toBe('unknown local-http-error');
  expect(cause.evidence).toContain(`HTTP ${status}`);
  expect(cause.evidence).toContain(body);
  expect(fix).toMatch(remedy);
  expect(fix).not.toContain('_security/role');
  // The same answer to each request is said once.
  expect(unexplained).toEqual([]);
});

describe('a proxy that lets GET / through', () => {
  it('is no lack of privileges if it refuses the rest', () => {
    const { verdict, fix } = judged({
      root: answered(root()),
      remoteInfo: http(403, '<title>403 Forbidden</title>', '/_remote/info'),
    });
    expect(verdict).toBe('unknown local-http-error');
    expect(fix).not.toContain('_security/role');
  });

  it('is none if Elasticsearch gives the reason', () => {
    const reason = 'action [cluster:monitor/remote/info] is unauthorized for user [checker]';
    const reasons = [{ type: 'security_exception', reason }];
    const remoteInfo = http(403, reason, '/_remote/info', reasons);
    expect(judged({ root: answered(root()), remoteInfo }).verdict).toBe(
      'unknown checker-not-authorized',
    );
  });
});

describe('HTTP 401', () => {
  it('is of a proxy if it has no reason of Elasticsearch', () => {
    const { verdict, fix } = judged(both(401, '<title>401 Authorization Required</title>'));
    expect(verdict).toBe('unknown checker-credentials-refused');
    expect(fix).toMatch(/a proxy in front of it asks for\s+credentials/);
  });

  it.each([
    ['missing authentication credentials for REST request [/]', /No credentials came/],
    ['unable to authenticate user [checker] for REST request [/]', /^Create a new API key/],
  ])('"%s" has its own remedy', (reason, remedy) => {
    const { verdict, fix } = judged(both(401, reason, [{ type: 'security_exception', reason }]));
    expect(verdict).toBe('unknown checker-credentials-refused');
    expect(fix).toMatch(remedy);
    expect(fix).not.toContain('_security/role');
  });
});

describe('a port that speaks another scheme', () => {
  const unreachable = (url: string, why: string) => {
    const of = (path: string) =>
      failed({
        kind: 'unreachable',
        message: `No usable answer to GET ${path} from ${url}: ${why}`,
      });
    return judged({ url, root: of('/'), remoteInfo: of('/_remote/info') });
  };

  it.each([
    ['https://a:9200', 'TLS problem: SSL routines:wrong version number', /begin with http:\/\//],
    ['http://a:9200', 'other side closed - Local: 1.1.1.1:1, Remote: 1.1.1.1:2', /try https:\/\//],
    ['http://a:9200', 'connect ECONNREFUSED 1.1.1.1:9200', /^Check that eu is up/],
  ])('is suspected of %s that ends with "%s"', (url, why, remedy) => {
    const { verdict, fix, unexplained } = unreachable(url, why);
    expect(verdict).toBe('unknown local-cluster-unreachable');
    expect(fix).toMatch(remedy);
    expect(unexplained).toEqual([]);
  });
});
