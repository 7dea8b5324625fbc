/** The HTTP endpoint. It holds no credentials of Elasticsearch: `check` does what needs them. */
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createApi } from '../lib/api/api.ts';
import { dynamoDbClient, lambdaClient, required, requiredSecret } from '../lib/aws/clients.ts';
import { checkAnswerSchema } from '../lib/aws/events.ts';
import { handlerFor, logProblem } from '../lib/aws/handler.ts';
import { invokeAndWait } from '../lib/aws/invoke.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { resolveSecret } from '../lib/registry/secret.ts';
import { history } from '../lib/store/history.ts';
import { acceptIdentity } from '../lib/store/identity.ts';
import { acknowledge, openIncidents } from '../lib/store/incidents.ts';
import { readRemote, readWholeCluster } from '../lib/store/remotes.ts';
import { readRollups } from '../lib/store/rollups.ts';
import { createStore } from '../lib/store/table.ts';

const functionName = required(process.env, 'CHECK_FUNCTION');
const token = requiredSecret(process.env, 'API_TOKEN');
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const secrets = secretResolvers(process.cwd(), process.env);
const lambda = lambdaClient({ requestTimeoutMs: 29_000 });
const store = createStore({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
  onUnreadable: logProblem,
});

const app = createApi({
  registry: registry.load,
  readCluster: (cluster) => readWholeCluster(store, cluster),
  readRemote: (cluster, alias) => readRemote(store, cluster, alias),
  history: (range) => history(store, range),
  openIncidents: () => openIncidents(store),
  acknowledge: (id, acknowledgement) => acknowledge(store, id, acknowledgement),
  rollups: (range) => readRollups(store, range),
  acceptIdentity: (remote) => acceptIdentity(store, { ...remote, now: new Date() }),
  invokeCheck: async (payload, signal) =>
    checkAnswerSchema.parse(await invokeAndWait(lambda, { functionName, payload, signal })).results,
  token: () => resolveSecret(token, secrets),
  addressOf: ({ env }) => env.requestContext?.http?.sourceIp,
  now: () => new Date(),
  logError: logProblem,
});

const answer = handle(app);

export const handler = handlerFor('api', (event: LambdaEvent) => answer(event));
