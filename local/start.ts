/**
 * `npm start`: `serve` on simulated clusters, or on the user's own, with a stand-in for Slack beside
 * it.
 */
import { dirname } from 'node:path';
import { loadRegistry } from '../lib/registry/load.ts';
import { localSecretResolvers } from '../lib/registry/secret.ts';
import { createLog } from '../lib/serve/log.ts';
import { startServe } from '../lib/serve/serve.ts';
import { banner } from './stack/banner.ts';
import { checkedClusters } from './stack/checkedClusters.ts';
import { reportFailure } from './stack/failure.ts';
import { readOptions } from './stack/options.ts';
import { HOST, portsFrom, refuseBusyPorts } from './stack/ports.ts';
import { startSlack } from './stack/slack/slack.ts';
import { temporaryDirectory } from './stack/temporaryDirectory.ts';

const options = readOptions(process.argv.slice(2), {
  command: 'npm start --',
  description: 'Run serve on this machine, on simulated clusters, with a stand-in for Slack',
  ports: 2,
});
const now = () => new Date();
const log = createLog({ format: 'text', write: (line) => process.stdout.write(line), now });
const { promise: ended, resolve: end } = Promise.withResolvers<void>();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => end());

try {
  await run();
} catch (thrown) {
  reportFailure(thrown);
}
// Exits even if a library keeps a handle open.
process.exit();

async function run(): Promise<void> {
  const { api, slack: slackPort } = portsFrom(options.port);
  await refuseBusyPorts({ api, slack: slackPort });
  await using directory = await temporaryDirectory();
  await using clusters = await checkedClusters(options.registry, {
    directory: directory.path,
    storm: options.storm,
    log: (line) => log.info(line),
  });
  await using slack = await startSlack({
    port: slackPort,
    onMessage: ({ text = 'a message without text' }) => log.info(`Slack: ${text}`),
  });
  const url = `http://${HOST}:${api}`;
  const { registryFile: file, environment, vantage, title, names } = clusters;
  const alerts = {
    statusPageUrl: url,
    channels: { 'stand-in': { slack: { webhook: 'env:LOCAL_SLACK_WEBHOOK' } } },
  };
  const local = { LOCAL_SLACK_WEBHOOK: slack.webhookUrl, LOCAL_TOKEN: options.token };
  process.stdout.write(
    banner({ ...options, url, slackUrl: slack.url, registry: title, clusters: names }),
  );
  const serving = await startServe({
    source: {
      file,
      // Alerts of the user's own clusters go to the stand-in too, and nowhere else.
      load: async (onFile) => ({ ...(await loadRegistry(file, { onFile })), alerts }),
    },
    secrets: localSecretResolvers(dirname(file), { ...environment, ...local }),
    vantage,
    directory: options.data ?? directory.path,
    listen: `${HOST}:${api}`,
    everyMs: options.every * 1000,
    token: 'env:LOCAL_TOKEN',
    actionToken: 'env:LOCAL_TOKEN',
    retentionDays: 90,
    log,
    now,
  });
  await ended;
  log.info('Stopping');
  await serving.stop();
}
