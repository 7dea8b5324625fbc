/** Canary targets: addresses and names that must always work from the checker's location. */
import * as z from 'zod';
import { parseAddress } from '../address.ts';
import { serverName } from './fields.ts';

const CONNECT_REMEDY = 'write host:port, or an http:// or https:// URL';

const target = z
  .string(CONNECT_REMEDY)
  .transform((given, context): { readonly host: string; readonly port: number } => {
    const address = /^https?:\/\//i.test(given) ? addressOfUrl(given) : parseAddress(given);
    if (address !== undefined) return { host: address.host, port: address.port };
    context.addIssue(CONNECT_REMEDY);
    return z.NEVER;
  });

function addressOfUrl(given: string): ReturnType<typeof parseAddress> {
  const url = URL.parse(given);
  return url === null
    ? undefined
    : parseAddress(`${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);
}

const REMEDY = 'write connect, a list of addresses, or resolve, a list of names, or both';

export const canarySchema = z
  .strictObject(
    {
      connect: z
        .array(target, REMEDY)
        .default([])
        .describe('Addresses (host:port or URL). At least one must accept a connection'),
      resolve: z
        .array(serverName, REMEDY)
        .default([])
        .describe('Names. The name servers must resolve at least one'),
    },
    REMEDY,
  )
  .refine(({ connect, resolve }) => connect.length + resolve.length > 0, REMEDY)
  .describe(
    'Targets that must always work from the location of the checker. If they fail, the checker reports itself and nothing about other clusters',
  );

export type Canary = z.infer<typeof canarySchema>;
