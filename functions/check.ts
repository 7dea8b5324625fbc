/** Checks the remotes of one local cluster, and stores what was seen and what it means. */
import { lambdaClient, required, requiredOneOf, storeAccess } from '../lib/aws/clients.ts';
import { type CheckAnswer, checkEventSchema } from '../lib/aws/events.ts';
import { handlerFor, logProblem, putMetrics } from '../lib/aws/handler.ts';
import { handOn } from '../lib/aws/invoke.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { secretResolvers } from '../lib/aws/secrets.ts';
import { keepConnections } from '../lib/collect/elasticsearch/keepAlive.ts';
import { METRICS_PER } from '../lib/report/cloudWatch.ts';
import { checkStore } from '../lib/store/store.ts';
import { type SweepOptions, sweepCluster } from '../lib/sweep.ts';

const functionName = required(process.env, 'AWS_LAMBDA_FUNCTION_NAME');
const per = requiredOneOf(process.env, 'METRICS_PER', METRICS_PER);
const source = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const lambda = lambdaClient();
const constant = {
  store: checkStore(storeAccess(process.env, logProblem)),
  secrets: secretResolvers(source.directory, process.env),
  vantage: required(process.env, 'VANTAGE'),
  kept: keepConnections(() => new Date()),
};

export const handler = handlerFor('check', async (event: unknown, tools): Promise<CheckAnswer> => {
  const request = checkEventSchema.parse(event);
  const handing = handOn(lambda, { functionName, event: request, signal: tools.signal });
  const count: SweepOptions['count'] = (results) => putMetrics(results, { ...tools, per });
  const options = { ...constant, ...tools, registry: await source.load(), handOn: handing, count };
  return sweepCluster(request, options);
});
