/** Certificates made for one run of the tests, by openssl. */
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Identity {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface Wanted {
  readonly subject: string;
  /** As openssl writes it: `IP:127.0.0.1`, `DNS:node`. */
  readonly san?: string;
  readonly ca?: boolean;
  /** Signed by itself where undefined. */
  readonly issuer?: Identity;
}

const NEW_KEY = [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-keyout',
  'own.key',
];

function makeIn(folder: string, { subject, san, ca = false, issuer }: Wanted): Identity {
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const extensions = [
    `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`,
    ...(san ? [`subjectAltName=${san}`] : []),
  ];
  writeFileSync(join(folder, 'extensions'), extensions.join('\n'));
  openssl('req', '-new', ...NEW_KEY, '-subj', `/CN=${subject}`, '-out', 'own.csr');
  const key = readFileSync(join(folder, 'own.key'), 'utf8');
  writeFileSync(join(folder, 'issuer.key'), issuer?.key ?? key);
  writeFileSync(join(folder, 'issuer.crt'), issuer?.cert ?? '');
  const signer = issuer
    ? ['-CA', 'issuer.crt', '-CAkey', 'issuer.key', '-set_serial', '7']
    : ['-signkey', 'issuer.key'];
  openssl(
    'x509',
    '-req',
    '-in',
    'own.csr',
    ...signer,
    '-days',
    '2',
    '-extfile',
    'extensions',
    '-out',
    'own.crt',
  );
  return { key, cert: readFileSync(join(folder, 'own.crt'), 'utf8') };
}

export function makeCertificate(wanted: Wanted): Identity {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    return makeIn(folder, wanted);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function fingerprintOf({ cert }: Identity): string {
  return new X509Certificate(cert).fingerprint256;
}
