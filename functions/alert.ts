/** Every minute: brings the events that wait in the outbox to the alert topic. */
import { alertRun } from '../lib/alert/alertRun.ts';
import { required, snsClient, storeAccess } from '../lib/aws/clients.ts';
import { handlerFor, logProblem } from '../lib/aws/handler.ts';
import { publish } from '../lib/aws/publish.ts';
import { registrySource } from '../lib/aws/registrySource.ts';
import { alertStore } from '../lib/store/store.ts';

const arn = required(process.env, 'ALERT_TOPIC_ARN');
const sns = snsClient();
const constant = {
  settleMs: Number(required(process.env, 'SETTLE_SECONDS')) * 1000,
  registry: registrySource(required(process.env, 'REGISTRY_SOURCE')).load,
  store: alertStore(storeAccess(process.env, logProblem)),
  onProblem: logProblem,
};

export const handler = handlerFor('alert', (_event: unknown, tools) => {
  const { signal } = tools;
  return alertRun({ ...constant, ...tools, publish: (one) => publish({ sns, arn, signal }, one) });
});
