/** The routes as data: what OpenAPI says of them. */
import { createRoute } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod';
import { problem, problemSchema } from './problem.ts';
import {
  acceptIdentityRequestSchema,
  checkRequestSchema,
  checkResponseSchema,
  clusterResponseSchema,
  clustersResponseSchema,
  healthResponseSchema,
  historyQuerySchema,
  identityResponseSchema,
  remoteResponseSchema,
} from './schemas.ts';

export function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

export function problemOf(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } };
}

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } },
} as const;

export const ALWAYS = {
  401: problemOf('The token is missing or wrong'),
  429: { ...problemOf('Too many wrong tokens from this address'), headers: RETRY_AFTER },
  500: problemOf('The program failed'),
};
const NOT_FOUND = { 404: problemOf('A name is not known') };

/** The token lets its caller read, and this is more. */
export const FORBIDDEN = { 403: problemOf('The token may read, but not act') };

export const SECURITY = [{ bearer: [] }, { basic: [] }];
const clusterParam = z.string().describe('Name of a local cluster of the registry');

const MAX_BODY_BYTES = 64 * 1024;
export const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw problem(413, `The body of the request is larger than ${MAX_BODY_BYTES} bytes`);
  },
});

export const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the endpoint answers, and the checker works',
  security: [],
  responses: {
    200: json(healthResponseSchema, 'It does'),
    503: json(healthResponseSchema, 'The checker does not work as it should'),
  },
});

export const checkRoute = createRoute({
  method: 'post',
  path: '/checks',
  summary: 'Check remote clusters now',
  description:
    'The results are answered and not stored: incidents and history follow the scheduled checks alone.',
  security: SECURITY,
  middleware: limitBody,
  request: {
    body: { required: true, content: { 'application/json': { schema: checkRequestSchema } } },
  },
  responses: {
    200: json(checkResponseSchema, 'The results'),
    400: problemOf('The body cannot be used'),
    ...ALWAYS,
    ...FORBIDDEN,
    ...NOT_FOUND,
    413: problemOf('The body is too large'),
    415: problemOf('The body is not JSON'),
    429: {
      ...problemOf('Too many checks on demand, or too many wrong tokens from this address'),
      headers: RETRY_AFTER,
    },
    502: problemOf('The check ended with an error'),
    504: problemOf('The check did not end in time'),
  },
});

export const clustersRoute = createRoute({
  method: 'get',
  path: '/clusters',
  summary: 'All local clusters',
  security: SECURITY,
  responses: { 200: json(clustersResponseSchema, 'The clusters'), ...ALWAYS },
});

export const clusterRoute = createRoute({
  method: 'get',
  path: '/clusters/{name}',
  summary: 'One local cluster and its remotes',
  security: SECURITY,
  request: { params: z.object({ name: clusterParam }) },
  responses: { 200: json(clusterResponseSchema, 'The cluster'), ...ALWAYS, ...NOT_FOUND },
});

export const remoteRoute = createRoute({
  method: 'get',
  path: '/clusters/{name}/remotes/{alias}',
  summary: 'The latest result of one remote cluster, and its history',
  security: SECURITY,
  request: {
    params: z.object({ name: clusterParam, alias: z.string().describe('Cluster alias') }),
    query: historyQuerySchema,
  },
  responses: {
    200: json(remoteResponseSchema, 'The result'),
    400: problemOf('hours cannot be used'),
    ...ALWAYS,
    ...NOT_FOUND,
  },
});

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'The latest results as metrics of Prometheus',
  security: SECURITY,
  responses: {
    200: {
      description: 'The metrics, in the text format',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...ALWAYS,
  },
});

export const acceptIdentityRoute = createRoute({
  method: 'post',
  path: '/clusters/{name}/remotes/{alias}/identity/accept',
  summary: 'Accept who the remote cluster is now',
  description:
    'After a planned change: the cluster and the issuer of its certificates, as the latest check saw them, are what later checks are held against. The findings about the change end with the next check, an incident about it ends at once.',
  security: SECURITY,
  middleware: limitBody,
  request: {
    params: z.object({ name: clusterParam, alias: z.string().describe('Cluster alias') }),
    body: {
      required: true,
      content: { 'application/json': { schema: acceptIdentityRequestSchema } },
    },
  },
  responses: {
    200: json(identityResponseSchema, 'What is remembered from now on'),
    400: problemOf('The body cannot be used'),
    ...ALWAYS,
    ...FORBIDDEN,
    ...NOT_FOUND,
    413: problemOf('The body is too large'),
    415: problemOf('The body is not JSON'),
  },
});
