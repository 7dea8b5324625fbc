/** Every minute: has each local cluster checked. */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { lambdaClient, required } from '../lib/aws/clients.ts';
import { type CheckEvent, scheduleEventSchema } from '../lib/aws/events.ts';
import { handlerFor } from '../lib/aws/handler.ts';
import { invokeEach } from '../lib/aws/invoke.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { instantOf } from '../lib/instant.ts';

const functionName = required(process.env, 'CHECK_FUNCTION');
const registry = registrySource(required(process.env, 'REGISTRY_SOURCE'));
const lambda = lambdaClient();

export const handler = handlerFor(
  'schedule',
  async (event: unknown, { signal, logger, metrics, now }) => {
    const scheduled = scheduleEventSchema.safeParse(event);
    const run = scheduled.success ? scheduled.data.time : instantOf(now());
    const { clusters } = await registry.load();
    const payloads = clusters.map(({ name }): CheckEvent => ({ cluster: name, run }));
    const refused = await invokeEach(lambda, { functionName, payloads, signal });
    for (const { message } of refused) logger.error(message);
    metrics.addMetric('SweepAccepted', MetricUnit.Count, refused.length === 0 ? 1 : 0);
    if (refused.length > 0)
      throw new Error(`Of ${clusters.length} checks ${refused.length} were not accepted`);
    logger.info('Sweep started', { run, clusters: clusters.length });
  },
);
