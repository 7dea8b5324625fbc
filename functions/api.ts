/** The HTTP endpoint. It holds no credentials of Elasticsearch: `check` does what needs them. */
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createApi } from '../lib/api/api.ts';
import { storeDependencies } from '../lib/api/dependencies.ts';
import { dynamoDbClient, lambdaClient, required, requiredSecret } from '../lib/aws/clients.ts';
import { handlerFor, logProblem } from '../lib/aws/handler.ts';
import { checkInvoker } from '../lib/aws/invoke.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { resolveSecret } from '../lib/registry/secret.ts';
import { createStore } from '../lib/store/table.ts';

const token = requiredSecret(process.env, 'API_TOKEN');
const secrets = secretResolvers(process.cwd(), process.env);
const lambda = lambdaClient({ requestTimeoutMs: 29_000 });
const now = () => new Date();
const tableName = required(process.env, 'TABLE_NAME');
const store = createStore({ tableName, client: dynamoDbClient(), onUnreadable: logProblem });

const app = createApi({
  ...storeDependencies(store, now),
  registry: registrySource(required(process.env, 'REGISTRY_SOURCE')).load,
  invokeCheck: checkInvoker(lambda, required(process.env, 'CHECK_FUNCTION')),
  token: () => resolveSecret(token, secrets),
  addressOf: ({ env }) => env.requestContext?.http?.sourceIp,
  now,
  logError: logProblem,
});
const answer = handle(app);
export const handler = handlerFor('api', (event: LambdaEvent) => answer(event));
