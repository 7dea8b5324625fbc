/** A certificate of the local cluster that the checker does not trust, and how to trust it. */
import type { PresentedCertificate } from '../facts/secondLook.ts';
import type { Step } from '../result/instructions.ts';
import { prose } from './cause.ts';
import { again, type ContactInput, type Said } from './nextCommand.ts';
import { say, type } from './stepBuilders.ts';

export function badCertificate(input: ContactInput): Said | undefined {
  const { look, failed, url } = input;
  const [leaf] = look?.asGiven.chain ?? [];
  if (leaf === undefined || !failed.message.includes('TLS problem')) return undefined;
  const chain = look?.asGiven.chain ?? [];
  const { message } = failed;
  if (message.includes('does not lead to the fingerprint')) return otherFingerprint(input, chain);
  if (message.includes('has expired')) return expired(url, leaf);
  if (message.includes("does not match certificate's altnames")) return otherName(input, chain);
  return untrusted(input, chain);
}

const TRUST_OPTIONS = ['--ca', '--ca-fingerprint'];

/** Where the installation of Elasticsearch puts the CA that it makes on its first start. */
const CA_FILE = 'config/certs/http_ca.crt';

function untrusted(input: ContactInput, chain: readonly PresentedCertificate[]): Said {
  const root = top(chain);
  const isOwn = root.subject === root.issuer;
  const what = isOwn ? 'self-signed certificate' : `certificate of ${root.issuer}`;
  return {
    title: `${input.url} presents a certificate that this machine does not trust.`,
    steps: [
      say(prose`
        The chain of ${chain[0]?.subject} ends at a ${what}, which is in no list of CAs here.
        Elasticsearch makes such a CA on its first start, so this is usual for a new cluster.
        The checker sent no credentials.`),
      say(prose`
        Copy the CA certificate from any node, where it usually is ${CA_FILE}, to this machine, and
        run:`),
      ...again(input, {
        options: ['--ca', 'http_ca.crt'],
        without: TRUST_OPTIONS,
        registry: 'tls: { ca: http_ca.crt }',
      }),
      say('Or set ELASTICSEARCH_CA_FILE to its path.'),
      ...byFingerprint(input, { root, lead: 'Or pin its fingerprint.' }),
    ],
  };
}

function top(chain: readonly PresentedCertificate[]): PresentedCertificate {
  return chain.at(-1) as PresentedCertificate;
}

/** Without colons it fits a terminal of 80 columns. */
function hex({ fingerprint }: PresentedCertificate): string {
  return fingerprint.replaceAll(':', '');
}

function byFingerprint(
  input: ContactInput,
  { root, lead }: { readonly root: PresentedCertificate; readonly lead: string },
): Step[] {
  return [
    say(`${lead} First run this on a node, which prints the right one:`),
    type('local-node-shell', `openssl x509 -noout -fingerprint -sha256 -in ${CA_FILE} | tr -d :`),
    say('Only if it prints exactly the value below, which the peer presented just now, run:'),
    ...again(input, {
      options: ['--ca-fingerprint', hex(root)],
      without: TRUST_OPTIONS,
      registry: `tls: { fingerprint: ${hex(root)} }`,
    }),
  ];
}

function otherFingerprint(input: ContactInput, chain: readonly PresentedCertificate[]): Said {
  return {
    title: `${input.url} presents a certificate of another CA than the fingerprint says.`,
    steps: [
      say(prose`
        The cluster has a new CA, the fingerprint is of another certificate, or somebody else
        answers in place of the cluster. The checker sent no credentials.`),
      ...byFingerprint(input, { root: top(chain), lead: 'Pin the new fingerprint.' }),
    ],
  };
}

function expired(url: string, { subject, notAfter }: PresentedCertificate): Said {
  return {
    title: `The HTTPS certificate of ${url} has expired.`,
    steps: [
      say(`${subject} was valid until ${notAfter.toISOString()}. The checker sent no credentials.`),
      say('Renew the certificate of xpack.security.http.ssl on this node.'),
    ],
  };
}

function otherName(input: ContactInput, chain: readonly PresentedCertificate[]): Said {
  const { names } = chain[0] as PresentedCertificate;
  const found = names === '' ? 'no name at all' : names;
  return {
    title: `The certificate of ${input.url} does not match this host name (SAN mismatch).`,
    steps: [
      say(`The certificate contains ${found}. The checker sent no credentials.`),
      say(prose`
        Use a host name or IP address that the certificate contains, or issue a certificate with
        this one.`),
      ...byFingerprint(input, {
        root: top(chain),
        lead: 'Or pin the fingerprint of its CA: then the name does not matter.',
      }),
    ],
  };
}
