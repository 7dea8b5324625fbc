/**
 * A real Elasticsearch node as a target, if the test lab can run one. Otherwise the benchmark uses
 * the cheap target.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import { certificateFile, lab } from '../../test/elasticsearch/clusters/labCommand.ts';
import type { Certificates } from './certificates.ts';

const VERSION = '9.5.3';
const CLUSTERS = [
  { name: 'remote', version: VERSION, cert: 'remote' },
  { name: 'encrypted', version: VERSION, cert: 'local', https: 'local' },
];

export interface Elasticsearch extends AsyncDisposable {
  readonly version: string;
  /** Absent if it cannot run here. */
  readonly place?: {
    readonly name: string;
    readonly host: string;
    readonly http: HttpPort;
    /** Another node with TLS on its HTTP port. */
    readonly https: HttpPort;
    readonly ports: { readonly tls: number; readonly mtls: number };
    readonly certificates: Certificates;
  };
}

export interface HttpPort {
  readonly port: number;
  readonly pid: number;
}

interface LabNode {
  readonly http: number;
  readonly transport: number;
  readonly remote: number;
  readonly pid: number;
}

interface LabState {
  readonly clusters: Readonly<
    Record<'remote' | 'encrypted', { readonly nodes: readonly [LabNode] }>
  >;
}

export async function startElasticsearch(log: (line: string) => void): Promise<Elasticsearch> {
  const runDirectory = await mkdtemp(join(tmpdir(), 'bench-es-'));
  const close = async () => {
    await lab(['down'], { runDirectory }).catch(() => undefined);
    await rm(runDirectory, { recursive: true, force: true });
  };
  try {
    const missing = (await lab(['missing', VERSION], { runDirectory })).trim();
    if (missing !== '') throw new Error(`needs ${missing}`);
    log(`starting Elasticsearch ${VERSION}`);
    await lab(['build', VERSION], { runDirectory });
    const input = JSON.stringify({ clusters: CLUSTERS });
    await lab(['up', '-'], { runDirectory, input });
    const state: LabState = JSON.parse(await readFile(join(runDirectory, 'state.json'), 'utf8'));
    const { remote, encrypted } = state.clusters;
    const [{ transport, ...node }] = remote.nodes;
    const [secured] = encrypted.nodes;
    const [ca, certificate, key] = ['ca.crt', 'local.crt', 'local.key'].map(certificateFile) as [
      string,
      string,
      string,
    ];
    const place = {
      name: `Elasticsearch ${VERSION}`,
      host: '127.0.0.1',
      http: { port: node.http, pid: node.pid },
      https: { port: secured.http, pid: secured.pid },
      ports: { tls: node.remote, mtls: transport },
      certificates: { ca, certificate, key },
    };
    return { version: `Elasticsearch ${VERSION}, one node`, place, [Symbol.asyncDispose]: close };
  } catch (thrown) {
    await close();
    return {
      version: `no real Elasticsearch here: ${messageOf(thrown)}`,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}
