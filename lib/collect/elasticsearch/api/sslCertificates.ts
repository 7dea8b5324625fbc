/** `GET /_ssl/certificates`: the certificate files of the node that answers, and of no other. */
import * as z from 'zod';
import type { Answer } from '../../../facts/facts.ts';
import type { CertificateFile } from '../../../result/result.ts';
import { type AskOptions, ask, firstValue, type GetRequest } from '../ask.ts';
import type { NodeClient } from '../client.ts';
import { listOf } from '../entries.ts';
import { timeSchema } from '../values.ts';

const certificateSchema = z.object({
  path: z.string().nullish(),
  subject_dn: z.string(),
  /** Not printed by older versions. */
  issuer: z.string().nullish(),
  serial_number: z.string().nullish(),
  expiry: timeSchema,
  has_private_key: z.boolean(),
});

/** `node` is the name of the answering node: the answer does not hold it. */
export function sslCertificatesRequest(node: string): GetRequest<readonly CertificateFile[]> {
  const schema = listOf(
    certificateSchema.transform(
      (certificate): CertificateFile => ({
        node,
        path: certificate.path ?? '',
        subject: certificate.subject_dn,
        issuer: certificate.issuer ?? '',
        ...(certificate.serial_number ? { serialNumber: certificate.serial_number } : {}),
        notAfter: certificate.expiry,
        hasPrivateKey: certificate.has_private_key,
      }),
    ),
  );
  return { path: '/_ssl/certificates', maxBytes: 2 * 1024 * 1024, schema };
}

/** The certificate files of all nodes that answer: each node tells of its own only. */

export interface NamedNode {
  readonly client: NodeClient;
  readonly name: string;
}

/**
 * Several URLs may lead to one node; it is asked once. A value as soon as one node gives its files.
 */
export async function askCertificates(
  nodes: readonly NamedNode[],
  options: AskOptions,
): Promise<Answer<readonly CertificateFile[]>> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const answers = await Promise.all(
    [...byName.values()].map(({ client, name }) =>
      ask(client, sslCertificatesRequest(name), options),
    ),
  );
  const first = firstValue(answers, 'No node answered that could be asked GET /_ssl/certificates');
  return first.ok
    ? { ...first, value: answers.flatMap((answer) => (answer.ok ? answer.value : [])) }
    : first;
}
