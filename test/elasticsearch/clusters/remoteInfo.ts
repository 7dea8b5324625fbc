/** Waiting for what a local cluster's first node says of its connections. */
import * as z from 'zod';
import { nodeOf } from './lab.ts';
import { demand, until } from './request.ts';

const infoSchema = z.record(
  z.string(),
  z.object({
    connected: z.boolean(),
    num_proxy_sockets_connected: z.number().optional(),
    max_proxy_socket_connections: z.number().optional(),
  }),
);

async function infoOf(local: string, alias: string) {
  return infoSchema.parse(await demand(nodeOf(local), '/_remote/info'))[alias];
}

export async function isConnected(local: string, alias: string): Promise<boolean> {
  return (await infoOf(local, alias))?.connected === true;
}

/** Settings are acknowledged before the last connections are open. */
export async function untilConnected(local: string, alias: string): Promise<void> {
  await until(`${local} is connected to ${alias}`, async () => {
    const info = await infoOf(local, alias);
    return (
      info?.connected === true &&
      info.num_proxy_sockets_connected === info.max_proxy_socket_connections
    );
  });
}

export async function untilDisconnected(local: string, alias: string): Promise<void> {
  await until(
    `${local} has noticed that ${alias} is gone`,
    async () => !(await isConnected(local, alias)),
  );
}
