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
import { dynamoDbTable } from '../lib/store/dynamoDb.ts';
import { accessTo, pageStore } from '../lib/store/store.ts';

const functionName = required(process.env, 'CHECK_FUNCTION');
const token = requiredSecret(process.env, 'API_TOKEN');
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const secrets = secretResolvers(process.cwd(), process.env);
const lambda = lambdaClient({ requestTimeoutMs: 29_000 });
const table = dynamoDbTable({
  tableName: required(process.env, 'TABLE_NAME'),
  client: dynamoDbClient(),
});
const store = pageStore(accessTo(table, { onProblem: logProblem }));

const app = createApi({
  registry: registry.load,
  ...store,
  acknowledge: (id, acknowledged) => store.acknowledge(id, { acknowledged, now: new Date() }),
  acceptIdentity: (remote) => store.acceptIdentity({ ...remote, now: new Date() }),
  invokeCheck: async (payload, signal) =>
    checkAnswerSchema.parse(await invokeAndWait(lambda, { functionName, payload, signal })).results,
  token: () => resolveSecret(token, secrets),
  addressOf: ({ env }) => env.requestContext?.http?.sourceIp,
  now: () => new Date(),
  logError: logProblem,
});

const answer = handle(app);

export const handler = handlerFor('api', (event: LambdaEvent) => answer(event));
