/** The routes as data: what OpenAPI says of them. */
import { createRoute } from '@hono/zod-openapi';
import * as z from 'zod';
import { ALWAYS, json, limitBody, problemOf, SECURITY } from './describe.ts';
import {
  checkRequestSchema,
  checkResponseSchema,
  clusterResponseSchema,
  clustersResponseSchema,
  healthResponseSchema,
  historyQuerySchema,
  remoteResponseSchema,
} from './schemas.ts';

const NOT_FOUND = { 404: problemOf('A name is not known') };

const clusterParam = z.string().describe('Name of a local cluster of the registry');

export const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the endpoint answers',
  security: [],
  responses: { 200: json(healthResponseSchema, 'It does') },
});

export const checkRoute = createRoute({
  method: 'post',
  path: '/checks',
  summary: 'Check remote clusters now',
  description: 'The results are answered and not stored: incidents and history follow the scheduled checks alone.',
  security: SECURITY,
  middleware: limitBody,
  request: { body: { required: true, content: { 'application/json': { schema: checkRequestSchema } } } },
  responses: {
    200: json(checkResponseSchema, 'The results'),
    400: problemOf('The body cannot be used'),
    ...ALWAYS,
    ...NOT_FOUND,
    413: problemOf('The body is too large'),
    415: problemOf('The body is not JSON'),
    429: {
      ...problemOf('Too many checks on demand'),
      headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
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
  request: { params: z.object({ name: clusterParam, alias: z.string().describe('Cluster alias') }), query: historyQuerySchema },
  responses: { 200: json(remoteResponseSchema, 'The result'), 400: problemOf('hours cannot be used'), ...ALWAYS, ...NOT_FOUND },
});

export const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'The latest results as metrics of Prometheus',
  security: SECURITY,
  responses: {
    200: { description: 'The metrics, in the text format', content: { 'text/plain': { schema: z.string() } } },
    ...ALWAYS,
  },
});
