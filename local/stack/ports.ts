/** The ports of the local stack, all on 127.0.0.1. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConfigurationError } from '../../lib/errors.ts';

export const HOST = '127.0.0.1';
export const DEFAULT_PORT = 13_000;

export interface Ports {
  /** The API and the status page. */
  readonly api: number;
  readonly slack: number;
  /** The Lambda API. */
  readonly lambda: number;
  readonly dynamoDb: number;
  readonly sns: number;
}

const NAMES = {
  api: 'the HTTP API',
  slack: 'the Slack stand-in',
  lambda: 'the Lambda API',
  dynamoDb: 'the DynamoDB stand-in',
  sns: 'the SNS stand-in',
} as const satisfies Record<keyof Ports, string>;

/** Five consecutive ports. */
export function portsFrom(first: number): Ports {
  return { api: first, slack: first + 1, lambda: first + 2, dynamoDb: first + 3, sns: first + 4 };
}

/** Ports that are free now. */
export async function freePorts(): Promise<Ports> {
  const servers = Object.keys(NAMES).map(() => createServer().listen(0, HOST));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [api = 0, slack = 0, lambda = 0, dynamoDb = 0, sns = 0] = servers.map((server) =>
    portOf(server.address()),
  );
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return { api, slack, lambda, dynamoDb, sns };
}

/** Throws ConfigurationError with the first port that another program uses. */
export async function refuseBusyPorts(ports: Partial<Ports>): Promise<void> {
  for (const [name, port] of Object.entries(ports)) {
    if (!(await isFree(port)))
      throw new ConfigurationError(
        busy(port, NAMES[name as keyof Ports], Object.keys(ports).length),
      );
  }
}

function busy(port: number, name: string, count: number): string {
  return `Port ${port}, for ${name}, is used by another program: stop that program, or choose the first of ${count} free ports with --port, such as --port 14000`;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE') return false;
    throw thrown;
  }
  await once(server.close(), 'close');
  return true;
}

export function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
