/**
 * Checks one local cluster repeatedly: `node asker.ts [URL]`. Without a URL it uses a simulated
 * cluster. A relay counts connections and records the requests. For each line `{"checks":50}` it
 * prints the cost of one check.
 */
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { check } from '../../lib/check.ts';
import { parseRegistry } from '../../lib/registry/load.ts';
import { localSecretResolvers } from '../../lib/registry/secret.ts';
import { startSimulatedCluster } from '../../local/fleet/simulatedCluster.ts';

export interface Asked {
  readonly cpuMs: number;
  /** Requests of one check. */
  readonly requests: readonly string[];
  readonly bytes: number;
  readonly unfilteredBytes: number;
  readonly connections: number;
}

const url = process.argv[2] ?? (await startSimulatedCluster({ name: 'local' })).nodes[0]?.url ?? '';
const authorization = `Basic ${Buffer.from('elastic:changeme').toString('base64')}`;
const upstream = new Agent({ keepAlive: true });

function answerTo(
  path: string,
): Promise<{ status: number; body: Buffer; headers: IncomingMessage['headers'] }> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { agent: upstream, headers: { authorization } }, async (response) => {
      resolve({
        status: response.statusCode ?? 0,
        body: Buffer.concat(await response.toArray()),
        headers: response.headers,
      });
    }).on('error', reject);
  });
}

let connections = 0;
const seen: { readonly path: string; readonly bytes: number }[] = [];
const relay = createServer(async ({ url: path = '' }, response) => {
  const { status, body, headers } = await answerTo(path);
  seen.push({ path, bytes: body.length });
  const kept = {
    'content-type': headers['content-type'],
    'x-elastic-product': 'Elasticsearch',
    'content-length': String(body.length),
  };
  response.writeHead(status, kept).end(body);
}).listen(0, '127.0.0.1');
relay.on('connection', () => {
  connections += 1;
});
await new Promise((resolve) => relay.once('listening', resolve));

async function checkerFor(urls: string): Promise<() => Promise<unknown>> {
  const text = JSON.stringify({
    clusters: [
      {
        name: 'local',
        urls: [urls],
        auth: { basic: { username: 'elastic', password: 'env:PASSWORD' } },
      },
    ],
  });
  const registry = await parseRegistry(text, { file: 'clusters.yml', directory: process.cwd() });
  const secrets = localSecretResolvers(process.cwd(), { PASSWORD: 'changeme' });
  return () => check(registry, { secrets, vantage: 'bench' });
}

async function unfiltered(): Promise<number> {
  const answers = await Promise.all(
    seen.map(({ path }) => answerTo(path.replace(/filter_path=[^&]*&?/, ''))),
  );
  return answers.reduce((sum, { body }) => sum + body.length, 0);
}

/**
 * Connects directly, so that the relay costs nothing. One additional check goes through the relay,
 * to record the requests.
 */
async function measure(checks: number): Promise<Asked> {
  const before = process.cpuUsage();
  for (let count = 0; count < checks; count++) await direct();
  const { user, system } = process.cpuUsage(before);
  seen.length = 0;
  connections = 0;
  await relayed();
  const requests = seen.map(
    ({ path, bytes }) => `\`GET ${decodeURIComponent(path).replace(/\?.*/, '')}\` ${bytes} B`,
  );
  const bytes = seen.reduce((sum, answer) => sum + answer.bytes, 0);
  return {
    cpuMs: (user + system) / 1000 / checks,
    requests,
    bytes,
    unfilteredBytes: await unfiltered(),
    connections,
  };
}

const address = relay.address();
const relayed = await checkerFor(
  `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
);
const direct = await checkerFor(url);
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await measure(JSON.parse(line).checks))}\n`);
