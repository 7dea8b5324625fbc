/**
 * `node functionProcess.ts URL`: for each line a check of four requests, and a line with what went
 * wrong. Ends with its input, whatever is kept.
 */
import { createInterface } from 'node:readline';
import { rootInfoRequest } from '../../../../lib/collect/elasticsearch/api/root.ts';
import { ask } from '../../../../lib/collect/elasticsearch/ask.ts';
import { createClient } from '../../../../lib/collect/elasticsearch/client.ts';
import { keepConnections } from '../../../../lib/collect/elasticsearch/keepAlive.ts';

const kept = keepConnections(() => new Date());
for await (const _ of createInterface({ input: process.stdin })) {
  await kept.heard();
  const client = createClient({
    url: String(process.argv[2]),
    auth: { kind: 'none' },
    requestTimeoutMs: 60_000,
    kept,
  });
  const answers = await Promise.all([1, 2, 3, 4].map(() => ask(client, rootInfoRequest)));
  await client.close();
  process.stdout.write(
    `${JSON.stringify(answers.flatMap((answer) => (answer.ok ? [] : [answer.failed.message])))}\n`,
  );
}
