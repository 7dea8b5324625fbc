/** The certificate files of all nodes that answer: each node tells of its own only. */
import type { Answer } from '../facts.ts';
import type { CertificateFile } from '../result/result.ts';
import { type AskOptions, ask } from './answer.ts';
import { firstValue } from './askOneOf.ts';
import type { NodeClient } from './client.ts';
import { sslCertificatesRequest } from './sslCertificates.ts';

export interface NamedNode {
  readonly client: NodeClient;
  readonly name: string;
}

/** Several URLs may lead to one node; it is asked once. A value as soon as one node gives its files. */
export async function askCertificates(nodes: readonly NamedNode[], options: AskOptions): Promise<Answer<readonly CertificateFile[]>> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const answers = await Promise.all([...byName.values()].map(({ client, name }) => ask(client, sslCertificatesRequest(name), options)));
  const first = firstValue(answers, 'No node answered that could be asked GET /_ssl/certificates');
  return first.ok ? { ...first, value: answers.flatMap((answer) => (answer.ok ? answer.value : [])) } : first;
}
