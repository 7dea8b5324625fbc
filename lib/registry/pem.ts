/**
 * PEM files that the registry names: read and looked into when it is loaded, so that a wrong one is
 * told before a check starts.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export type PemKind = 'certificate' | 'private key';

/** The content of the file, or what to do about it. */
export type PemAnswer = { readonly pem: string } | { readonly remedy: string };
export type PemReader = (path: string, kind: PemKind) => PemAnswer;

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Reads files relative to the directory, that of the registry. */
export function pemReader(directory: string): PemReader {
  return (path, kind) => {
    if (path.includes('-----BEGIN'))
      return { remedy: 'write the path of a PEM file, not its content' };
    const read = readText(path, directory);
    if ('remedy' in read) return read;
    const remedy = kind === 'certificate' ? certificateRemedy(read.pem) : keyRemedy(read.pem);
    return remedy === undefined ? read : { remedy };
  };
}

/** The remedies do not quote the path: with a quote missing it may be half of the registry. */
function readText(path: string, directory: string): PemAnswer {
  try {
    return { pem: readFileSync(resolve(directory, path), 'utf8') };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return {
        remedy: `there is no such file, so correct the path; relative ones start at ${resolve(directory)}`,
      };
    return { remedy: `make it a file that the checker may read (${code})` };
  }
}

function certificateRemedy(text: string): string | undefined {
  const blocks = text.match(CERTIFICATES);
  if (blocks === null)
    return 'the file holds no PEM certificate, so name one with -----BEGIN CERTIFICATE-----';
  return blocks.every(isCertificate)
    ? undefined
    : 'a certificate in the file is damaged, so copy it again';
}

function isCertificate(block: string): boolean {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
}

function keyRemedy(text: string): string | undefined {
  if (!text.includes('PRIVATE KEY-----'))
    return 'the file holds no PEM private key, so name one with -----BEGIN PRIVATE KEY-----';
  if (text.includes('ENCRYPTED'))
    return 'the private key needs a passphrase, so write it without one: openssl pkey -in <file> -out <new file>';
  try {
    createPrivateKey(text);
    return undefined;
  } catch {
    return 'the private key in the file is damaged, so copy it again';
  }
}

/**
 * Whether the key is that of the first certificate; both are PEM that `pemReader` has let through.
 */
export function belongTogether(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}
