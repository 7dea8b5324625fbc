/**
 * What the parameters of serverless.yml make of the template; test/infra/template.test.ts has what
 * is made without any.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Packaged, packageService } from './packaged.ts';
import { propertiesOf, refusalsOf, rightsOf, textOf } from './reading.ts';

type Setting = (variables: {
  readonly resolveVariable: (variable: string) => Promise<string | undefined>;
}) => Promise<unknown>;
const settings: Record<string, Setting> = createRequire(import.meta.url)(
  '../../infra/settings.cjs',
);

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1';

// Others may be busy on the same machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 150_000 });

let packaged: Packaged;

beforeAll(async () => {
  packaged = await packageService({
    parameters: {
      slackWebhook: 'secretsmanager:team/slack#webhook',
      apiToken: 'secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-AbCdEf',
      apiActionToken: 'ssm:/team/act',
      elasticsearchSecrets: 'search',
      secretsKeyArn: KEY,
      topicKeyArn: KEY,
      opsEmail: 'ops@example.com',
      subnetIds: 'subnet-0a1b2c3d, subnet-1a1b2c3d',
      securityGroupIds: 'sg-0a1b2c3d',
      vantage: 'vpc-search',
      everyMinutes: '5',
      alertConcurrency: 'none',
      tracing: 'PassThrough',
    },
    files: { 'clusters.yml': 'clusters: []\n', 'certificates/ca.crt': 'a certificate\n' },
  });
});

afterAll(() => packaged?.[Symbol.asyncDispose]());

describe('parameters', () => {
  it('make a template that no rule of CloudFormation refuses', () => {
    expect(refusalsOf(packaged.templateFile)).toEqual([]);
  });

  it('put check, and only check, into the VPC', () => {
    const vpc = {
      SubnetIds: ['subnet-0a1b2c3d', 'subnet-1a1b2c3d'],
      SecurityGroupIds: ['sg-0a1b2c3d'],
    };
    expect(propertiesOf(packaged.template, 'CheckLambdaFunction')).toMatchObject({
      VpcConfig: vpc,
    });
    for (const name of ['Schedule', 'Alert', 'Notify', 'Api'])
      expect(propertiesOf(packaged.template, `${name}LambdaFunction`)).not.toHaveProperty(
        'VpcConfig',
      );
  });

  it('let Lambda, and not the code of check, attach it to the VPC', () => {
    const rights = rightsOf(packaged.template, 'CheckRole').filter((right) =>
      right.includes('ec2:'),
    );
    const allowed = rights.filter((right) => !right.startsWith('not '));
    const function_ =
      'arn:{AWS::Partition}:lambda:{AWS::Region}:{AWS::AccountId}:function:remote-cluster-checker-dev-check';
    const condition = JSON.stringify({
      ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::Sub': function_.replaceAll('{', '${') } },
    });
    expect(allowed).toEqual(
      [
        'CreateNetworkInterface',
        'DescribeNetworkInterfaces',
        'DescribeSubnets',
        'DeleteNetworkInterface',
        'AssignPrivateIpAddresses',
        'UnassignPrivateIpAddresses',
      ].map((action) => `ec2:${action} *`),
    );
    expect(rights).toEqual([...allowed, ...allowed.map((right) => `not ${right} ${condition}`)]);
  });

  it('package clusters.yml and the certificates with those who read the registry', async () => {
    const withRegistry = ['certificates/ca.crt', 'clusters.yml'];
    for (const name of ['schedule', 'check', 'alert', 'api'])
      expect((await packaged.unpack(name)).files).toEqual(expect.arrayContaining(withRegistry));
    expect((await packaged.unpack('notify')).files).not.toEqual(
      expect.arrayContaining(withRegistry),
    );
    expect(propertiesOf(packaged.template, 'CheckLambdaFunction')).toMatchObject({
      Environment: { Variables: { REGISTRY_SOURCE: 'file:clusters.yml', VANTAGE: 'vpc-search' } },
    });
    expect(
      rightsOf(packaged.template, 'ScheduleRole').filter((right) => right.includes('ssm:')),
    ).toEqual([]);
  });

  it('give the one secret to whoever needs it, and the key that it is encrypted with', () => {
    const secretsOf = (role: string) =>
      rightsOf(packaged.template, role).filter((right) => /secretsmanager:|kms:/.test(right));
    expect(secretsOf('NotifyRole')).toEqual([
      'secretsmanager:GetSecretValue arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:team/slack-??????',
      `kms:Decrypt ${KEY}`,
    ]);
    expect(secretsOf('ApiRole')).toEqual([
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:123456789012:secret:token-AbCdEf',
      `kms:Decrypt ${KEY}`,
    ]);
    expect(secretsOf('CheckRole')).toContain(
      'secretsmanager:GetSecretValue arn:{AWS::Partition}:secretsmanager:{AWS::Region}:{AWS::AccountId}:secret:search/*',
    );
    expect(secretsOf('AlertRole')).toEqual([
      `kms:Decrypt ${KEY}`,
      `kms:GenerateDataKey ${KEY}`,
      `kms:Decrypt ${KEY}`,
    ]);
  });

  it('encrypt both topics and subscribe the address to the operations topic', () => {
    for (const topic of ['AlertTopic', 'OpsTopic'])
      expect(textOf(propertiesOf(packaged.template, topic)['KmsMasterKeyId'])).toBe(KEY);
    expect(propertiesOf(packaged.template, 'OpsTopic')['Subscription']).toEqual([
      { Protocol: 'email', Endpoint: 'ops@example.com' },
    ]);
  });

  it('check less often, and wait longer before silence is an alarm', () => {
    const { template } = packaged;
    expect(propertiesOf(template, 'ScheduleSchedulerSchedule1')['ScheduleExpression']).toBe(
      'rate(5 minutes)',
    );
    expect(propertiesOf(template, 'AlertSchedulerSchedule1')['ScheduleExpression']).toBe(
      'rate(1 minute)',
    );
    expect([
      propertiesOf(template, 'HeartbeatAlarm')['Period'],
      propertiesOf(template, 'AlertSilenceAlarm')['Period'],
    ]).toEqual([300, 60]);
  });

  it('reserve no concurrency and trace nothing', () => {
    expect(propertiesOf(packaged.template, 'AlertLambdaFunction')).toMatchObject({
      ReservedConcurrentExecutions: { Ref: 'AWS::NoValue' },
      TracingConfig: { Mode: 'PassThrough' },
    });
  });

  it('that docs/deploy.md names are there', () => {
    const root = join(import.meta.dirname, '../..');
    const named = [
      ...readFileSync(join(root, 'docs/deploy.md'), 'utf8').matchAll(/(?:--param |\| `)(\w+)=/g),
    ].map(([, name]) => name);
    const { params } = z
      .object({ params: z.object({ default: z.record(z.string(), z.unknown()) }) })
      .parse(parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'error' }));
    expect(named.length).toBeGreaterThan(5);
    expect(Object.keys(params.default)).toEqual(expect.arrayContaining(named));
  });

  it.each([
    [
      'a registry that is not there',
      'registrySource',
      { registry: 'file:other.yml' },
      'Registry file:other.yml cannot be packaged',
    ],
    [
      'subnets without security groups',
      'vpc',
      { subnetIds: 'subnet-0a1b2c3d', securityGroupIds: '' },
      'needs both parameters',
    ],
    [
      'a secret, and not where it is',
      'readSlackWebhook',
      { slackWebhook: 'https://example.com' },
      /^Parameter slackWebhook is not a secret reference/,
    ],
  ])(
    'are refused where they name %s',
    async (_what, name, parameters: Record<string, string>, message) => {
      const resolveVariable = async (variable: string) =>
        parameters[variable.replace('param:', '')];
      await expect(settings[name]?.({ resolveVariable })).rejects.toThrow(message);
    },
  );

  it('that hold a secret by mistake are not shown', async () => {
    const resolveVariable = async () => 'https://hooks.slack.example/T0/B0/secret';
    await expect(settings['readSlackWebhook']?.({ resolveVariable })).rejects.not.toThrow('hooks');
  });
});
