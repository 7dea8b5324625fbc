import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { settingVariables } from '../../lib/alert/channels.ts';
import { INCIDENTS_INDEX, OUTBOX_INDEX, TTL_ATTRIBUTE } from '../../lib/store/dynamoDb.ts';
import { type Packaged, packageService, type Template } from './packaged.ts';
import {
  propertiesOf,
  referencesIn,
  refusalsOf,
  resourcesOf,
  rightsOf,
  textOf,
} from './reading.ts';

const ROOT = join(import.meta.dirname, '../..');
const FUNCTIONS = ['schedule', 'check', 'alert', 'notify', 'api'];
/**
 * Functions that are called without anybody waiting for the answer, and where the call goes when it
 * fails.
 */
const ASYNCHRONOUS = {
  schedule: 'LostRunsQueue',
  check: 'LostRunsQueue',
  alert: 'LostRunsQueue',
  notify: 'UndeliveredAlertsQueue',
};
const COMMON = ['POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];

// Others may be busy on the same machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 150_000 });

let packaged: Packaged;
let template: Template;

beforeAll(async () => {
  packaged = await packageService();
  template = packaged.template;
});

afterAll(() => packaged?.[Symbol.asyncDispose]());

function idOf(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const functionSchema = z.looseObject({
  Handler: z.string(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

function functionOf(name: string) {
  return functionSchema.parse(propertiesOf(template, `${idOf(name)}LambdaFunction`));
}

describe('template', () => {
  it('is refused by none of the rules of CloudFormation', () => {
    expect(refusalsOf(packaged.templateFile)).toEqual([]);
  });

  it('refers only to what is in it', () => {
    const known = new Set([
      ...Object.keys(template.Resources),
      ...['AccountId', 'NoValue', 'Partition', 'Region', 'URLSuffix'].map((name) => `AWS::${name}`),
    ]);
    expect([...new Set(referencesIn(template))].filter((name) => !known.has(name))).toEqual([]);
  });

  it('keeps logs for a month, and no log group is missing', () => {
    const groups = resourcesOf(template, 'AWS::Logs::LogGroup');
    expect(groups.map(([id]) => id).toSorted()).toEqual(
      [...FUNCTIONS.map((name) => `${idOf(name)}LogGroup`), 'HttpApiLogGroup'].toSorted(),
    );
    for (const [, { Properties }] of groups) expect(Properties['RetentionInDays']).toBe(30);
  });

  it('has the table as the store uses it, and keeps it when the stack goes', () => {
    expect(template.Resources['Table']).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [{ IndexName: OUTBOX_INDEX }, { IndexName: INCIDENTS_INDEX }],
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });
});

describe('functions', () => {
  it('are those of functions/, on arm64 and Node.js 24', () => {
    const sources = globSync(join(ROOT, 'functions/*.ts')).map((file) =>
      file.replace(/.*\/(.*)\.ts$/, '$1'),
    );
    expect(sources.toSorted()).toEqual(FUNCTIONS.toSorted());
    for (const name of FUNCTIONS)
      expect(functionOf(name)).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
  });

  it.each(FUNCTIONS)('%s has the environment that its code reads', (name) => {
    const source = readFileSync(join(ROOT, `functions/${name}.ts`), 'utf8');
    const read = [...source.matchAll(/process\.env(?:\['|, ')(\w+)'/g)].map(
      ([, variable = '']) => variable,
    );
    if (source.includes('storeAccess(process.env,')) read.push('TABLE_NAME');
    if (source.includes('channelsIn(process.env)')) read.push('CHANNELS', ...settingVariables());
    const own = read.filter((variable) => !variable.startsWith('AWS_'));
    expect(Object.keys(functionOf(name).Environment.Variables).toSorted()).toEqual(
      [...COMMON, ...new Set(own)].toSorted(),
    );
  });

  it.each(FUNCTIONS)('%s can be loaded from what is deployed', async (name) => {
    const { directory, files } = await packaged.unpack(name);
    const [module, handler] = functionOf(name).Handler.split('.');
    expect(files).toEqual([`${module}.cjs`, `${module}.cjs.map`]);
    const variables = Object.entries(functionOf(name).Environment.Variables).map(([key, value]) => [
      key,
      textOf(value),
    ]);
    const env = {
      ...Object.fromEntries(variables),
      AWS_REGION: 'eu-west-1',
      AWS_LAMBDA_FUNCTION_NAME: name,
    };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-p', `typeof require('./${module}.cjs').${handler}`],
      {
        cwd: directory,
        env,
      },
    );
    expect(stdout.trim()).toBe('function');
  });

  it('call the function check by its name', () => {
    const { FunctionName } = propertiesOf(template, 'CheckLambdaFunction');
    for (const name of ['schedule', 'api'])
      expect(functionOf(name).Environment.Variables['CHECK_FUNCTION']).toBe(FunctionName);
  });

  it('alert runs once at a time, and ends before it is called again', () => {
    expect(propertiesOf(template, 'AlertLambdaFunction')).toMatchObject({
      ReservedConcurrentExecutions: 1,
      Timeout: 50,
    });
    expect(propertiesOf(template, 'AlertSchedulerSchedule1')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('api answers within the limit of API Gateway, at a bounded rate', () => {
    expect(functionOf('api').Timeout).toBeLessThan(30);
    expect(propertiesOf(template, 'HttpApiStage')).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 10 },
    });
    expect(
      resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
        ([, { Properties }]) => Properties['RouteKey'],
      ),
    ).toEqual(['ANY /', 'ANY /{proxy+}']);
  });
});

describe('rights', () => {
  const CHECK =
    'arn:{AWS::Partition}:lambda:{AWS::Region}:{AWS::AccountId}:function:remote-cluster-checker-dev-check';
  const REGISTRY =
    'ssm:GetParameter arn:{AWS::Partition}:ssm:{AWS::Region}:{AWS::AccountId}:parameter/remote-cluster-checker/dev/clusters';
  const SECRETS = '{AWS::Region}:{AWS::AccountId}';
  const LOST = 'sqs:SendMessage {LostRunsQueue.Arn}';
  const TOLD = '{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["TOLD#*"]}}';

  function ofAll(name: string): string[] {
    return [
      ...['logs:CreateLogStream', 'logs:PutLogEvents'].map(
        (action) => `${action} {${idOf(name)}LogGroup.Arn}`,
      ),
      ...['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) => `${action} *`),
    ];
  }

  it.each([
    ['schedule', [LOST, `lambda:InvokeFunction ${CHECK}`, REGISTRY]],
    [
      'check',
      [
        LOST,
        `lambda:InvokeFunction ${CHECK}`,
        REGISTRY,
        `ssm:GetParameters arn:{AWS::Partition}:ssm:${SECRETS}:parameter/remote-cluster-checker/dev/elasticsearch/*`,
        `secretsmanager:GetSecretValue arn:{AWS::Partition}:secretsmanager:${SECRETS}:secret:remote-cluster-checker/dev/elasticsearch/*`,
        'dynamodb:GetItem {Table.Arn}',
        'dynamodb:PutItem {Table.Arn}',
        'dynamodb:Query {Table.Arn}',
      ],
    ],
    [
      'alert',
      [
        LOST,
        REGISTRY,
        ...['PutItem', 'Query'].map((action) => `dynamodb:${action} {Table.Arn}`),
        'dynamodb:Query {Table.Arn}/index/outbox',
        'dynamodb:Query {Table.Arn}/index/incidents',
        'dynamodb:DeleteItem {Table.Arn} {"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["SENDING"]}}',
        'sns:Publish {AlertTopic}',
      ],
    ],
    [
      'notify',
      [
        'sqs:SendMessage {UndeliveredAlertsQueue.Arn}',
        `ssm:GetParameters arn:{AWS::Partition}:ssm:${SECRETS}:parameter/remote-cluster-checker/dev/slack-webhook`,
        ...['Get', 'Put', 'Delete'].map((verb) => `dynamodb:${verb}Item {Table.Arn} ${TOLD}`),
      ],
    ],
    [
      'api',
      [
        `lambda:InvokeFunction ${CHECK}`,
        REGISTRY,
        `ssm:GetParameters arn:{AWS::Partition}:ssm:${SECRETS}:parameter/remote-cluster-checker/dev/api-token`,
        `ssm:GetParameters arn:{AWS::Partition}:ssm:${SECRETS}:parameter/remote-cluster-checker/dev/api-action-token`,
        'dynamodb:GetItem {Table.Arn}',
        'dynamodb:Query {Table.Arn}',
        'dynamodb:Query {Table.Arn}/index/incidents',
        'dynamodb:PutItem {Table.Arn} {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["CLUSTER#*"]}}',
      ],
    ],
  ])('of %s are what it does', (name, rights) => {
    expect(textOf(functionOf(name)['Role'])).toBe(`{${idOf(name)}Role.Arn}`);
    expect(rightsOf(template, `${idOf(name)}Role`)).toEqual([...ofAll(name), ...rights]);
  });

  it('of the scheduler are to call the two functions that it calls', () => {
    expect(rightsOf(template, 'SchedulerRole')).toEqual([
      'lambda:InvokeFunction {ScheduleLambdaFunction.Arn}',
      'lambda:InvokeFunction {AlertLambdaFunction.Arn}',
      LOST,
    ]);
  });

  it('name one resource each, but for what AWS cannot narrow and the path of the secrets', () => {
    const wide = ['SchedulerRole', ...FUNCTIONS.map((name) => `${idOf(name)}Role`)].flatMap(
      (role) => rightsOf(template, role),
    );
    expect([...new Set(wide.filter((right) => /[*?]/.test(right)))]).toEqual([
      'xray:PutTraceSegments *',
      'xray:PutTelemetryRecords *',
      'ssm:GetParameters arn:{AWS::Partition}:ssm:{AWS::Region}:{AWS::AccountId}:parameter/remote-cluster-checker/dev/elasticsearch/*',
      'secretsmanager:GetSecretValue arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:remote-cluster-checker/dev/elasticsearch/*',
      ...['Get', 'Put', 'Delete'].map((verb) => `dynamodb:${verb}Item {Table.Arn} ${TOLD}`),
      'dynamodb:PutItem {Table.Arn} {"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["CLUSTER#*"]}}',
    ]);
  });

  it('are all told above: there is no other role', () => {
    expect(
      resourcesOf(template, 'AWS::IAM::Role')
        .map(([id]) => id)
        .toSorted(),
    ).toEqual([...FUNCTIONS.map((name) => `${idOf(name)}Role`), 'SchedulerRole'].toSorted());
    expect(
      Object.values(template.Resources).filter(({ Type }) => /^AWS::IAM::(?!Role$)/.test(Type)),
    ).toEqual([]);
  });
});

describe('failures', () => {
  it.each(Object.entries(ASYNCHRONOUS))('of %s go to a queue', (name, queue) => {
    const { DestinationConfig, FunctionName } = z
      .object({
        FunctionName: z.unknown(),
        DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.unknown() }) }),
      })
      .parse(propertiesOf(template, `${idOf(name)}LambdaEvConf`));
    expect(textOf(FunctionName)).toBe(`{${idOf(name)}LambdaFunction}`);
    expect(textOf(DestinationConfig.OnFailure.Destination)).toBe(`{${queue}.Arn}`);
    expect(rightsOf(template, `${idOf(name)}Role`)).toContain(`sqs:SendMessage {${queue}.Arn}`);
  });

  it('of schedules to call a function go to a queue, after few attempts', () => {
    const targets = resourcesOf(template, 'AWS::Scheduler::Schedule').map(
      ([, { Properties }]) => Properties['Target'],
    );
    expect(targets).toEqual(
      ['Schedule', 'Alert'].map((name) => ({
        Arn: { 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        Input: '{"time":"<aws.scheduler.scheduled-time>"}',
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['LostRunsQueue', 'Arn'] } },
      })),
    );
  });

  it('of the alert topic to call notify go to a queue that takes them', () => {
    const queue = { 'Fn::GetAtt': ['UndeliveredAlertsQueue', 'Arn'] };
    const [[, subscription] = [], ...others] = resourcesOf(template, 'AWS::SNS::Subscription');
    expect(others).toEqual([]);
    expect(subscription?.Properties).toMatchObject({
      TopicArn: { Ref: 'AlertTopic' },
      RedrivePolicy: { deadLetterTargetArn: queue },
    });
    expect(propertiesOf(template, 'AlertsToNotifyDLQPolicy')).toMatchObject({
      Queues: [{ Ref: 'UndeliveredAlertsQueue' }],
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Resource: queue,
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: 'AlertTopic' } } },
          },
        ],
      },
    });
  });
});

describe('alarms', () => {
  const alarmSchema = z.looseObject({
    Namespace: z.string(),
    MetricName: z.string(),
    Dimensions: z.tuple([z.object({ Name: z.string(), Value: z.unknown() })]),
  });

  function alarms() {
    return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) =>
      alarmSchema.parse(Properties),
    );
  }

  it('watch every function, queue and destination', () => {
    const watched = alarms().map(
      ({ Namespace, MetricName, Dimensions: [{ Value }] }) =>
        `${Namespace} ${MetricName} ${textOf(Value)}`,
    );
    const perFunction = (metric: string, names: readonly string[]) =>
      names.map((name) => `AWS/Lambda ${metric} {${idOf(name)}LambdaFunction}`);
    expect(watched.toSorted()).toEqual(
      [
        'RemoteClusterChecker SweepAccepted remote-cluster-checker-dev',
        ...perFunction('Invocations', ['alert']),
        ...perFunction('Errors', FUNCTIONS),
        ...perFunction('Throttles', FUNCTIONS),
        ...perFunction('DestinationDeliveryFailures', Object.keys(ASYNCHRONOUS)),
        ...['LostRunsQueue', 'UndeliveredAlertsQueue'].map(
          (queue) => `AWS/SQS ApproximateNumberOfMessagesVisible {${queue}.QueueName}`,
        ),
      ].toSorted(),
    );
  });

  it('all tell the operations topic, which CloudWatch may publish to', () => {
    for (const alarm of alarms())
      expect(alarm).toMatchObject({
        AlarmActions: [{ Ref: 'OpsTopic' }],
        OKActions: [{ Ref: 'OpsTopic' }],
      });
    expect(propertiesOf(template, 'OpsTopicPolicy')).toMatchObject({
      Topics: [{ Ref: 'OpsTopic' }],
      PolicyDocument: {
        Statement: [{ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }],
      },
    });
  });

  it('take silence for trouble where something has to be heard, and nowhere else', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(silent.map(({ MetricName }) => MetricName)).toEqual(['SweepAccepted', 'Invocations']);
    for (const alarm of silent)
      expect(alarm).toMatchObject({
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 60,
      });
  });

  it('watch metrics that the functions emit, under the name that they emit them by', () => {
    const code = globSync(join(ROOT, '{functions,lib}/**/*.ts')).map((file) =>
      readFileSync(file, 'utf8'),
    );
    const emitted = code.flatMap((text) =>
      [...text.matchAll(/addMetric\('(\w+)'/g)].map(([, metric]) => metric),
    );
    const { POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME } =
      functionOf('schedule').Environment.Variables;
    const own = alarms().filter(({ Namespace }) => !Namespace.startsWith('AWS/'));
    expect(own.length).toBeGreaterThan(0);
    for (const { MetricName, Namespace, Dimensions } of own) {
      expect(emitted).toContain(MetricName);
      expect(Namespace).toBe(POWERTOOLS_METRICS_NAMESPACE);
      expect(Dimensions).toEqual([{ Name: 'service', Value: POWERTOOLS_SERVICE_NAME }]);
    }
  });

  it('are on the dashboard, which is JSON', () => {
    const { DashboardBody } = z
      .object({ DashboardBody: z.object({ 'Fn::Sub': z.tuple([z.string(), z.unknown()]) }) })
      .parse(propertiesOf(template, 'Dashboard'));
    const [body] = DashboardBody['Fn::Sub'];
    const { widgets } = z
      .object({ widgets: z.array(z.looseObject({ type: z.string() })) })
      .parse(JSON.parse(body));
    expect(widgets.length).toBe(10);
    expect(body).toContain('HeartbeatAlarm.Arn');
  });
});
