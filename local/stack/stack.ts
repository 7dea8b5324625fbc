/**
 * The whole system on this machine: the functions, and stand-ins for DynamoDB, SNS, Lambda's queue,
 * and Slack.
 */
import { join } from 'node:path';
import { awsEnvironment } from './aws.ts';
import { startDelivery } from './delivery.ts';
import { type DynamoDb, startDynamoDb } from './dynamoDb.ts';
import { type FunctionName, type Functions, functionsAt } from './lambda.ts';
import { type Offline, startOffline } from './offline.ts';
import { HOST, type Ports, refuseBusyPorts } from './ports.ts';
import { readService, readTable, type Service } from './service.ts';
import { type SlackOptions, type SlackStandIn, startSlack } from './slack/slack.ts';
import { startTopic, type Topic } from './topic.ts';

export const TABLE_NAME = 'remote-cluster-checker';
const TOPIC_NAME = 'remote-cluster-checker-alerts';

export interface StackOptions {
  readonly ports: Ports;
  /** Path of clusters.yml. */
  readonly registryFile: string;
  /** The token of the API. */
  readonly token: string;
  /** Location of the checker. The registry takes precedence. */
  readonly vantage: string;
  /** Secrets that the registry references, and other variables of the functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty directory for this stack only. The caller removes it. */
  readonly workingDirectory: string;
  /** Stores the table in this directory across restarts. In memory if absent. */
  readonly dataDirectory?: string | undefined;
  /** Receives the output of the functions, line by line. */
  readonly onFunctionLine: (line: string) => void;
  readonly log: (line: string) => void;
  readonly onSlackMessage?: SlackOptions['onMessage'] | undefined;
  /** Addresses of DynamoDB and SNS for the functions, if they differ from the real ones. */
  readonly reroute?: { readonly dynamoDb?: string; readonly sns?: string };
  /** Seconds between delivery attempts of a message. */
  readonly retrySeconds?: number;
  /** Seconds that `alert` waits for more events. Defaults to 0. */
  readonly settleSeconds?: number;
  /** Stops the start. */
  readonly signal?: AbortSignal;
}

export interface Stack extends AsyncDisposable {
  /** Address of the API, without a trailing slash. */
  readonly url: string;
  readonly slack: SlackStandIn;
  readonly topic: Topic;
  readonly functions: Functions;
  /** Resolves when the functions' process has ended, for any reason. */
  readonly ended: () => Promise<void>;
  /** Ends the functions' process immediately, even during work. */
  killFunctions(): Promise<void>;
  /** Starts the process again. */
  startFunctions(): Promise<void>;
}

/**
 * Starts everything. Checks begin when `schedule` is invoked. Throws ConfigurationError if a port
 * is busy.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { ports, dataDirectory, onSlackMessage: onMessage, log, retrySeconds } = options;
  await refuseBusyPorts(ports);
  const service = await readService();
  const table = await readTable(TABLE_NAME);
  await using parts = new AsyncDisposableStack();
  const dynamoDb = parts.use(
    await startDynamoDb({
      port: ports.dynamoDb,
      table,
      directory: dataDirectory && join(dataDirectory, 'dynamodb'),
    }),
  );
  const topic = parts.use(await startTopic({ port: ports.sns, name: TOPIC_NAME }));
  const slack = parts.use(await startSlack({ port: ports.slack, onMessage }));
  const start = () => startFunctions(service, { options, dynamoDb, topic, slack });
  let offline = await start();
  parts.defer(() => offline.close());
  const functions = parts.use(functionsAt(lambdaUrl(ports), (name) => fullName(service, name)));
  parts.use(startDelivery(topic, { functions, log, retrySeconds }));
  const running = parts.move();
  return {
    url: apiUrl(ports),
    slack,
    topic,
    functions,
    ended: () => offline.ended,
    killFunctions: () => offline.kill(),
    startFunctions: async () => {
      offline = await start();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface Parts {
  readonly options: StackOptions;
  readonly dynamoDb: DynamoDb;
  readonly topic: Topic;
  readonly slack: SlackStandIn;
}

function startFunctions(
  service: Service,
  { options, dynamoDb, topic, slack }: Parts,
): Promise<Offline> {
  const { ports, workingDirectory, onFunctionLine, reroute } = options;
  const environment = {
    ...options.environment,
    ...awsEnvironment({
      lambda: lambdaUrl(ports),
      dynamoDb: reroute?.dynamoDb ?? dynamoDb.url,
      sns: reroute?.sns ?? topic.url,
    }),
    TABLE_NAME,
    ALERT_TOPIC_ARN: topic.arn,
    SETTLE_SECONDS: String(options.settleSeconds ?? 0),
    CHECK_FUNCTION: fullName(service, 'check'),
    REGISTRY_SOURCE: `file:${options.registryFile}`,
    VANTAGE: options.vantage,
    METRICS_PER: 'cluster',
    CHANNELS: 'slack',
    SLACK_WEBHOOK: 'env:LOCAL_SLACK_WEBHOOK',
    LOCAL_SLACK_WEBHOOK: slack.webhookUrl,
    STATUS_PAGE_URL: apiUrl(ports),
    API_TOKEN: 'env:LOCAL_API_TOKEN',
    LOCAL_API_TOKEN: options.token,
    API_ACTION_TOKEN: 'env:LOCAL_API_TOKEN',
    POWERTOOLS_SERVICE_NAME: service.service,
    POWERTOOLS_METRICS_NAMESPACE: service.service,
    POWERTOOLS_TRACE_ENABLED: 'false',
  };
  const directory = join(workingDirectory, 'service');
  return startOffline({
    service,
    ports,
    environment,
    directory,
    onLine: onFunctionLine,
    signal: options.signal,
  });
}

const STAGE = 'dev';

function fullName({ service }: Service, name: FunctionName): string {
  return `${service}-${STAGE}-${name}`;
}

function apiUrl({ api }: Ports): string {
  return `http://${HOST}:${api}`;
}

function lambdaUrl({ lambda }: Ports): string {
  return `http://${HOST}:${lambda}`;
}
