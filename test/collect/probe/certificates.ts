/** Certificates for tests: those of the fleet, and odd ones. */
import { generateKeyPairSync, sign } from 'node:crypto';
import {
  type Issued,
  issueCertificate,
  makeFleetCertificates,
} from '../../../local/fleet/certificates.ts';
import {
  bitString,
  field,
  integer,
  objectIdentifier,
  sequence,
  set,
  time,
  utf8String,
} from '../../../local/fleet/der.ts';

const DAY_MS = 86_400_000;
const now = new Date();
const valid = {
  notBefore: new Date(now.getTime() - DAY_MS),
  notAfter: new Date(now.getTime() + DAY_MS),
};

export const FLEET = makeFleetCertificates(now);

export const INTERMEDIATE = issueCertificate(
  { commonName: 'intermediate', isAuthority: true, ...valid },
  FLEET.ca,
);
/** Issued by the intermediate. */
export const BELOW_INTERMEDIATE = issueCertificate(
  { commonName: 'leaf', names: ['127.0.0.1'], ...valid },
  INTERMEDIATE,
);

export function certificateFor(...names: readonly string[]): Issued {
  return issueCertificate({ commonName: 'odd', names, ...valid }, FLEET.ca);
}

const ED25519 = sequence(objectIdentifier('1.3.101.112'));

/**
 * Signed by itself, with an Ed25519 key and these [attribute, value] as its name, from the most
 * general to the most specific.
 */
export function selfSigned(...subject: readonly (readonly [oid: string, value: string])[]): {
  key: string;
  certificate: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const name = sequence(
    ...subject.map(([oid, value]) => set(sequence(objectIdentifier(oid), utf8String(value)))),
  );
  const content = sequence(
    field(0, 'constructed', integer(Buffer.from([2]))),
    integer(Buffer.from([1])),
    ED25519,
    name,
    sequence(time(valid.notBefore), time(valid.notAfter)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const der = sequence(content, ED25519, bitString(sign(null, content, privateKey)));
  const certificate = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), certificate };
}
