/** Creates certificates for simulated clusters in memory, without openssl and without files. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  booleanTrue,
  field,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8String,
} from './der.ts';
import { ipBytes } from './ipAddress.ts';

/** Key and certificate as PEM. */
export interface Issued {
  readonly commonName: string;
  readonly key: string;
  readonly certificate: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** DNS names and IPv4 or IPv6 addresses for the subject alternative name extension. */
  readonly names?: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** True if it may issue other certificates. */
  readonly isAuthority?: boolean;
}

/**
 * Certificates of a fleet: valid ones, and one for each fault. `ca` issues all except `foreign`.
 */
export interface FleetCertificates {
  readonly ca: Issued;
  readonly foreignCa: Issued;
  /** For `localhost`, `127.0.0.1`, and `::1`. */
  readonly server: Issued;
  readonly client: Issued;
  /** Expired at the end of 2020. */
  readonly expired: Issued;
  /** Like `server`, but issued by `foreignCa`. */
  readonly foreign: Issued;
  /** Only for `other.example`. */
  readonly otherName: Issued;
}

const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));
const COMMON_NAME = objectIdentifier('2.5.4.3');
const BASIC_CONSTRAINTS = objectIdentifier('2.5.29.19');
const SUBJECT_ALT_NAME = objectIdentifier('2.5.29.17');
const VERSION_3 = field(0, 'constructed', integer(Buffer.from([2])));
const DNS_NAME_FIELD = 2;
const IP_ADDRESS_FIELD = 7;
const EXTENSIONS_FIELD = 3;

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'] as const;
const DAY_MS = 86_400_000;

/** Issues a certificate with a new P-256 key. Without an issuer, it is self-signed. */
export function issueCertificate(request: CertificateRequest, issuer?: Issued): Issued {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const subjectPublicKey = publicKey.export({ type: 'spki', format: 'der' });
  const content = toBeSigned(request, {
    issuerName: issuer?.commonName ?? request.commonName,
    subjectPublicKey,
  });
  const signature = sign('sha256', content, issuer?.key ?? key);
  const certificate = pem(sequence(content, ECDSA_WITH_SHA256, bitString(signature)));
  return { commonName: request.commonName, key, certificate };
}

/**
 * Creates the certificates of a fleet, valid for three years from the day before `now`. Adds
 * `hosts` to the loopback names.
 */
export function makeFleetCertificates(now: Date, hosts: readonly string[] = []): FleetCertificates {
  const names = [...LOOPBACK_NAMES, ...hosts];
  const valid = {
    notBefore: new Date(now.getTime() - DAY_MS),
    notAfter: new Date(now.getTime() + 3 * 365 * DAY_MS),
  };
  const past = {
    notBefore: new Date('2020-01-01T00:00:00Z'),
    notAfter: new Date('2021-01-01T00:00:00Z'),
  };
  const ca = issueCertificate({ commonName: 'fleet ca', isAuthority: true, ...valid });
  const foreignCa = issueCertificate({ commonName: 'foreign ca', isAuthority: true, ...valid });
  return {
    ca,
    foreignCa,
    server: issueCertificate({ commonName: 'server', names, ...valid }, ca),
    client: issueCertificate({ commonName: 'client', ...valid }, ca),
    expired: issueCertificate({ commonName: 'expired', names, ...past }, ca),
    foreign: issueCertificate({ commonName: 'foreign', names, ...valid }, foreignCa),
    otherName: issueCertificate(
      { commonName: 'othername', names: ['other.example'], ...valid },
      ca,
    ),
  };
}

// TBSCertificate: version | serial | algorithm | issuer | validity | subject | public key |
// extensions
function toBeSigned(
  request: CertificateRequest,
  { issuerName, subjectPublicKey }: { issuerName: string; subjectPublicKey: Uint8Array },
): Buffer {
  return sequence(
    VERSION_3,
    integer(serialNumber()),
    ECDSA_WITH_SHA256,
    distinguishedName(issuerName),
    sequence(time(request.notBefore), time(request.notAfter)),
    distinguishedName(request.commonName),
    subjectPublicKey,
    field(EXTENSIONS_FIELD, 'constructed', sequence(...extensions(request))),
  );
}

/** 16 random bytes that are a positive number without leading zeros. */
function serialNumber(): Buffer {
  return Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
}

function distinguishedName(commonName: string): Buffer {
  return sequence(set(sequence(COMMON_NAME, utf8String(commonName))));
}

function extensions({ isAuthority = false, names = [] }: CertificateRequest): Buffer[] {
  const constraints = sequence(
    BASIC_CONSTRAINTS,
    booleanTrue(),
    octetString(isAuthority ? sequence(booleanTrue()) : sequence()),
  );
  if (names.length === 0) return [constraints];
  return [
    constraints,
    sequence(SUBJECT_ALT_NAME, octetString(sequence(...names.map(generalName)))),
  ];
}

function generalName(name: string): Buffer {
  return isIP(name) === 0
    ? field(DNS_NAME_FIELD, 'primitive', Buffer.from(name))
    : field(IP_ADDRESS_FIELD, 'primitive', ipBytes(name));
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
