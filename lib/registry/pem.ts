/**
 * Reads and checks the PEM files of the registry while it loads, so that a wrong file stops the
 * checker before a check starts.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import { readRegularFile } from './regularFile.ts';

export type PemKind = 'certificate' | 'private key';

/** The content of the file, or the remedy. */
export type PemAnswer = { readonly pem: string } | { readonly remedy: string };
export type PemReader = (path: string, kind: PemKind) => PemAnswer;

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** Reads files relative to the directory of the registry. */
export function pemReader(
  directory: string,
  onFile: (path: string) => void = () => undefined,
): PemReader {
  // Many clusters name the same file.
  const answers = new Map<string, PemAnswer>();
  return (path, kind) => {
    const key = `${kind} ${path}`;
    onFile(resolve(directory, path));
    const answer = answers.get(key) ?? answerOf(path, kind, directory);
    answers.set(key, answer);
    return answer;
  };
}

function answerOf(path: string, kind: PemKind, directory: string): PemAnswer {
  if (path.includes('-----BEGIN'))
    return { remedy: 'write the path of a PEM file, not its content' };
  const read = readText(path, directory);
  if ('remedy' in read) return read;
  const remedy = kind === 'certificate' ? certificateRemedy(read.pem) : keyRemedy(read.pem);
  return remedy === undefined ? read : { remedy };
}

/** A bundle of all public CAs has 0.2 MB. */
const MAX_BYTES = 1_048_576;

/**
 * The remedies do not quote the path: if a quote is missing, the path may be half of the registry.
 */
function readText(path: string, directory: string): PemAnswer {
  const answer = readRegularFile(resolve(directory, path), MAX_BYTES);
  // PEM is ASCII. The text around it may have any encoding.
  if ('bytes' in answer) return { pem: answer.bytes.toString('latin1') };
  if (answer.code === undefined) return { remedy: `${answer.problem}, name a PEM file` };
  if (answer.code === 'ENOENT')
    return {
      remedy: `there is no such file, so correct the path; relative ones start at ${resolve(directory)}`,
    };
  return { remedy: `make it a file that the checker may read (${answer.code})` };
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

/** True if the key belongs to the first certificate. Both must be PEM that `pemReader` accepted. */
export function belongTogether(certificate: string, key: string): boolean {
  return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key));
}
