/** `GET /_ssl/certificates`: the certificate files of the node that answers, and of no other. */
import * as z from 'zod';
import type { CertificateFile } from '../result/result.ts';
import type { GetRequest } from './answer.ts';

const certificateSchema = z.object({
  path: z.string().nullish(),
  subject_dn: z.string(),
  /** Not printed by older versions. */
  issuer: z.string().nullish(),
  serial_number: z.string().nullish(),
  expiry: z.coerce.date(),
  has_private_key: z.boolean(),
});

/** `node` is the name of the answering node: the answer does not hold it. */
export function sslCertificatesRequest(node: string): GetRequest<readonly CertificateFile[]> {
  const schema = z.array(
    certificateSchema.transform(
      (certificate): CertificateFile => ({
        node,
        path: certificate.path ?? '',
        subject: certificate.subject_dn,
        issuer: certificate.issuer ?? '',
        ...(certificate.serial_number ? { serialNumber: certificate.serial_number } : {}),
        notAfter: certificate.expiry.toISOString(),
        hasPrivateKey: certificate.has_private_key,
      }),
    ),
  );
  return { path: '/_ssl/certificates', schema };
}
