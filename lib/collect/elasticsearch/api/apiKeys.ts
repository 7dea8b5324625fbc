/**
 * `GET /_security/api_key`, of the cluster that issued the keys: when they expire, whether they
 * were invalidated, and their type.
 */
import * as z from 'zod';
import type { ApiKey } from '../../../result/result.ts';
import type { GetRequest } from '../ask.ts';
import { listOf } from '../entries.ts';
import { epochMsSchema } from '../values.ts';

const apiKeySchema = z
  .object({
    id: z.string(),
    name: z.string().nullish(),
    /** `rest` or `cross_cluster`; absent before there were two. */
    type: z.string().default('rest'),
    invalidated: z.boolean(),
    expiration: epochMsSchema.optional(),
    /** Of a cross-cluster API key, from 8.10 on: `{ search: […], replication: […] }`. */
    access: z
      .object({ search: z.unknown(), replication: z.unknown() })
      .partial()
      .optional()
      .catch(undefined),
  })
  .transform(
    ({ id, name, type, invalidated, expiration, access }): ApiKey => ({
      id,
      name: name ?? '',
      type,
      invalidated,
      ...(expiration === undefined ? {} : { expiration }),
      ...(access === undefined ? {} : { access: Object.keys(access) }),
    }),
  );

/** Nothing at all is left of the answer where `filter_path` matches no key. */
const apiKeysSchema = z
  .object({ api_keys: listOf(apiKeySchema).default([]) })
  .transform(({ api_keys }): readonly ApiKey[] => api_keys);

export const apiKeysRequest: GetRequest<readonly ApiKey[]> = {
  path: '/_security/api_key',
  querystring: {
    filter_path: ['id', 'name', 'type', 'invalidated', 'expiration', 'access']
      .map((field) => `api_keys.${field}`)
      .join(','),
  },
  // Of tens of thousands of keys; Fleet makes some for each agent.
  maxBytes: 8 * 1024 * 1024,
  schema: apiKeysSchema,
};
