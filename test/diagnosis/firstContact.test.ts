/** What no server of a test shows; test/contact.test.ts has the rest. */
import { expect, it } from 'vitest';
import { contactOf } from '../../lib/diagnosis/firstContact.ts';
import type { ContactInput } from '../../lib/diagnosis/nextCommand.ts';
import type { Reaction } from '../../lib/facts/secondLook.ts';
import { textOf } from '../../lib/result/instructions.ts';
import { failingResult } from '../support/results.ts';

const URL = 'https://es-1:9200';
const FAILED: Reaction = { kind: 'failed', code: 'ECONNRESET', message: 'socket hang up' };
const LEAF = {
  subject: 'CN=es-1',
  issuer: 'CN=Corporate CA',
  names: '',
  fingerprint: 'AB:CD',
  notAfter: new Date('2026-01-01T00:00:00Z'),
};

function contact(message: string, more: Partial<ContactInput> = {}): string {
  const { title, steps } = contactOf({
    cluster: 'es-1:9200',
    url: URL,
    origin: { kind: 'urls', command: 'check', urls: [URL], options: [] },
    credentials: 'none',
    failed: { kind: 'unreachable', message, reasons: [] } as never,
    cause: failingResult.cause,
    look: undefined,
    ...more,
  });
  return `${title}\n${textOf(steps)}`;
}

function presenting(reaction: Reaction, chain = [LEAF]): Partial<ContactInput> {
  const none = { chain: [], reaction: FAILED };
  return { look: { url: URL, asGiven: { chain, reaction }, otherScheme: none } };
}

const ANSWER: Reaction = {
  kind: 'http',
  status: 401,
  headers: { 'x-elastic-product': 'Elasticsearch' },
  body: '',
};

it('an expired certificate', () => {
  expect(
    contact('TLS problem: certificate has expired', presenting(ANSWER)),
  ).toMatchInlineSnapshot(`
    "The HTTPS certificate of https://es-1:9200 has expired.
    CN=es-1 was valid until 2026-01-01T00:00:00.000Z. The checker sent no credentials.
    Renew the certificate of xpack.security.http.ssl on this node."
  `);
});

it('a certificate of a CA that is not presented', () => {
  expect(contact('TLS problem: unable to get issuer certificate', presenting(ANSWER))).toContain(
    'ends at a certificate of CN=Corporate CA,',
  );
});

it('a certificate without any name', () => {
  expect(
    contact("TLS problem: Hostname/IP does not match certificate's altnames", presenting(ANSWER)),
  ).toContain('The certificate contains no name at all.');
});

it('no answer in time', () => {
  expect(contact('Timed out after 5000 ms')).toContain('a firewall drops it');
});

it('anything else, in the words of the catalogue', () => {
  expect(contact('something new')).toContain(`${failingResult.cause.title}.`);
});

it('an error of a proxy that names OpenSearch', () => {
  const failed = {
    kind: 'refused',
    message: 'It begins: opensearch 2.19.1',
    reasons: [],
    httpStatus: 503,
  };
  const page: Reaction = { kind: 'http', status: 503, headers: {}, body: 'x' };
  const given = { ...presenting(page, []), failed: failed as never };
  expect(contact('', given)).toContain('is not Elasticsearch: OpenSearch answers.');
  expect(
    contact('', { ...given, failed: { ...failed, message: 'bad gateway' } as never }),
  ).toContain(failingResult.cause.title);
});
