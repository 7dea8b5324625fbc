/** The HTTP endpoint. It holds no credentials of Elasticsearch: `check` does what needs them. */
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createApi } from '../lib/api/api.ts';
import { lambdaClient, required, storeAccess } from '../lib/aws/clients.ts';
import { handlerFor, logProblem } from '../lib/aws/handler.ts';
import { checkInvoker } from '../lib/aws/invoke.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers, secretVariable } from '../lib/aws/secrets.ts';
import { pageStore } from '../lib/store/store.ts';

const secrets = secretResolvers(process.cwd(), process.env);
const lambda = lambdaClient({ requestTimeoutMs: 29_000 });
const now = () => new Date();
const store = pageStore(storeAccess(process.env, logProblem));

const app = createApi({
  ...store,
  acknowledge: (id, acknowledged, withdrawal) =>
    store.acknowledge(id, { acknowledged, withdrawal, now: now() }),
  acceptIdentity: (remote) => store.acceptIdentity({ ...remote, now: now() }),
  registry: registrySource(required(process.env, 'REGISTRY_SOURCE')).load,
  invokeCheck: checkInvoker(lambda, required(process.env, 'CHECK_FUNCTION')),
  token: secretVariable(process.env, 'API_TOKEN', secrets),
  actionToken: secretVariable(process.env, 'API_ACTION_TOKEN', secrets),
  addressOf: ({ env }) => env.requestContext?.http?.sourceIp,
  now,
  logError: logProblem,
});
const answer = handle(app);
export const handler = handlerFor('api', (event: LambdaEvent) => answer(event));
