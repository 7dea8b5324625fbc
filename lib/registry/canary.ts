/** What always has to work from where the checker runs. */
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
        .describe('Addresses, host:port or URL, of which at least one has to accept a connection'),
      resolve: z
        .array(serverName, REMEDY)
        .default([])
        .describe('Names of which at least one has to be found by the name servers'),
    },
    REMEDY,
  )
  .refine(({ connect, resolve }) => connect.length + resolve.length > 0, REMEDY)
  .describe(
    'What always has to work from where the checker runs: when it does not, the checker tells that of itself, and nothing of others',
  );

export type Canary = z.infer<typeof canarySchema>;
