import { X509Certificate } from 'node:crypto';
import { apiKeyJson, withFault } from '../apiKeys.ts';
import type { Issued } from '../certificates.ts';
import type { AskedNode } from '../clusterState.ts';
import type { JsonObject, RestAnswer } from '../json.ts';

/** `GET /_ssl/certificates`: the certificate files of the answering node's transport layer. */
export function answerSslCertificates({ node }: AskedNode): RestAnswer {
  const shown = node.transport.tls();
  if (shown === undefined) return { status: 200, body: [] };
  const ca = certificateJson(shown.ca, { path: 'ca.crt', hasPrivateKey: false });
  return {
    status: 200,
    body: [
      ca,
      certificateJson(shown.certificate, {
        path: `${shown.certificate.commonName}.crt`,
        hasPrivateKey: true,
      }),
    ],
  };
}

/** `GET /_security/api_key`. A key is unknown if this cluster never created it. */
export function answerApiKeys({ cluster, query }: AskedNode): RestAnswer {
  const id = query.get('id');
  const keys = cluster.apiKeys.flatMap(
    (key) => withFault(key, cluster.keyFaults.get(key.id)) ?? [],
  );
  return {
    status: 200,
    body: { api_keys: keys.filter((key) => id === null || key.id === id).map(apiKeyJson) },
  };
}

function certificateJson(
  { certificate }: Issued,
  { path, hasPrivateKey }: { path: string; hasPrivateKey: boolean },
): JsonObject {
  const { subject, issuer, serialNumber, validTo } = new X509Certificate(certificate);
  return {
    path,
    format: 'PEM',
    alias: null,
    subject_dn: subject,
    serial_number: serialNumber.toLowerCase(),
    has_private_key: hasPrivateKey,
    expiry: new Date(validTo).toISOString(),
    issuer,
  };
}
