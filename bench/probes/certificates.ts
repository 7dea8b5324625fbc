/**
 * RSA-2048 for the CA and the client, as elasticsearch-certutil creates them. P-256 for the server,
 * which keeps the target cheap.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** Writes `server.crt`, `server.key`, and the returned files of the client and the CA. */
export function makeCertificates(directory: string): Certificates {
  const file = (name: string) => join(directory, name);
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { stdio: 'ignore' });
  const request = (name: string, ...key: readonly string[]) => {
    openssl(
      'req',
      '-newkey',
      ...key,
      '-nodes',
      '-subj',
      `/CN=${name}`,
      '-keyout',
      file(`${name}.key`),
      '-out',
      file(`${name}.csr`),
    );
    const issuer = [
      '-CA',
      file('ca.crt'),
      '-CAkey',
      file('ca.key'),
      '-CAcreateserial',
      '-days',
      '365',
      '-extfile',
      file('names'),
    ];
    openssl('x509', '-req', '-in', file(`${name}.csr`), ...issuer, '-out', file(`${name}.crt`));
  };
  writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '365',
    '-subj',
    '/CN=ca',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.crt'),
  );
  request('server', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1');
  request('client', 'rsa:2048');
  return { ca: file('ca.crt'), certificate: file('client.crt'), key: file('client.key') };
}
