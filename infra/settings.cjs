/**
 * Computes the settings of serverless.yml that depend on parameters. serverless.yml uses each
 * function as ${file(infra/settings.cjs):name}. IAM statements name only the resource of the
 * parameter. An unused parameter creates nothing.
 */
'use strict';
const { existsSync } = require('node:fs');

const NOTHING = { Ref: 'AWS::NoValue' };

/** An ARN in this account and region. */
function arn(service, resource) {
  return {
    'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
  };
}

/** Prefix of a reference → the resource. */
const RESOURCES = [
  { pattern: /^(ssm):(arn:.+)$/, resource: (whole) => whole },
  { pattern: /^(ssm):\/?(.+)$/, resource: (name) => arn('ssm', `parameter/${name}`) },
  { pattern: /^(secretsmanager):(arn:.+)$/, resource: (whole) => whole },
  // Secrets Manager appends a hyphen and six characters to each ARN.
  {
    pattern: /^(secretsmanager):(.+)$/,
    resource: (id) => arn('secretsmanager', `secret:${id}-??????`),
  },
];

/** `actions`: allowed actions by prefix of the reference. */
function read(reference, actions) {
  for (const { pattern, resource } of RESOURCES) {
    const [, scheme, name] = pattern.exec(reference) ?? [];
    if (name) return allow(actions[scheme], resource(name));
  }
  return undefined;
}

/** lib/aws/secrets.ts reads several parameters in one request. */
const READ_SECRET = { ssm: 'ssm:GetParameters', secretsmanager: 'secretsmanager:GetSecretValue' };
const READ_REGISTRY = { ssm: 'ssm:GetParameter' };

/** The message does not contain the value, because it may be the secret itself. */
function readSecret(parameter) {
  return where(parameter, (reference) => {
    // `#key` selects an entry of the JSON object in the secret.
    const statement = read(reference.replace(/#.*$/, ''), READ_SECRET);
    if (statement) return statement;
    throw new Error(
      `Parameter ${parameter} is not a secret reference for AWS: write ssm:/name or secretsmanager:id`,
    );
  });
}

function allow(Action, Resource) {
  return { Effect: 'Allow', Action, Resource };
}

async function registrySource({ resolveVariable }) {
  const given = await resolveVariable('param:registry');
  const isHere = existsSync('clusters.yml');
  if (given.startsWith('file:') && !(given === 'file:clusters.yml' && isHere))
    throw new Error(
      `Registry ${given} cannot be packaged: put it here as clusters.yml, or set the parameter registry to ssm:/name or s3://bucket/key`,
    );
  if (given) return given;
  return isHere
    ? 'file:clusters.yml'
    : `ssm:/remote-cluster-checker/${await resolveVariable('sls:stage')}/clusters`;
}

async function readRegistry(variables) {
  const source = await registrySource(variables);
  if (source.startsWith('file:')) return NOTHING;
  if (source.startsWith('s3://'))
    return allow('s3:GetObject', {
      'Fn::Sub': `arn:\${AWS::Partition}:s3:::${source.slice('s3://'.length)}`,
    });
  const statement = source.startsWith('ssm:') && read(source, READ_REGISTRY);
  if (statement) return statement;
  throw new Error(
    `Registry ${source} cannot be read in AWS: write file:clusters.yml, ssm:/name or s3://bucket/key`,
  );
}

function list(text) {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

/** False outside of a VPC. */
async function vpc({ resolveVariable }) {
  const subnetIds = list(await resolveVariable('param:subnetIds'));
  const securityGroupIds = list(await resolveVariable('param:securityGroupIds'));
  if ((subnetIds.length === 0) !== (securityGroupIds.length === 0))
    throw new Error('A VPC needs both parameters, subnetIds and securityGroupIds');
  return subnetIds.length > 0 && { subnetIds, securityGroupIds };
}

const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** Permissions that Lambda needs for a function in a VPC. EC2 allows no narrower resources. */
async function attachToVpc(variables) {
  return (await vpc(variables)) ? allow(NETWORK_INTERFACES, '*') : NOTHING;
}

/** Lambda uses the function's role. This denies the same permissions to the function's own code. */
async function onlyLambdaAttaches(variables) {
  if (!(await vpc(variables))) return NOTHING;
  const name = await variables.resolveVariable('self:functions.check.name');
  const Condition = {
    ArnEquals: { 'lambda:SourceFunctionArn': arn('lambda', `function:${name}`) },
  };
  return { Effect: 'Deny', Action: NETWORK_INTERFACES, Resource: '*', Condition };
}

/** Applies `make` to the value of a parameter, unless it is empty. */
function where(parameter, make) {
  return async ({ resolveVariable }) => {
    const value = await resolveVariable(`param:${parameter}`);
    return value ? make(value) : NOTHING;
  };
}

module.exports = {
  rate: where('everyMinutes', (minutes) =>
    Number(minutes) === 1 ? 'rate(1 minute)' : `rate(${minutes} minutes)`,
  ),
  /** In seconds, for alarms on events of each run. */
  period: where('everyMinutes', (minutes) => Number(minutes) * 60),
  registrySource,
  readRegistry,
  readSlackWebhook: readSecret('slackWebhook'),
  readWebhookUrl: readSecret('webhookUrl'),
  readWebhookAuthorization: readSecret('webhookAuthorization'),
  readWebhookHmacSecret: readSecret('webhookHmacSecret'),
  readPagerdutyRoutingKey: readSecret('pagerdutyRoutingKey'),
  readTeamsWebhook: readSecret('teamsWebhook'),
  readOpsgenieApiKey: readSecret('opsgenieApiKey'),
  readEmailServer: readSecret('emailServer'),
  readApiToken: readSecret('apiToken'),
  readApiActionToken: readSecret('apiActionToken'),
  decryptSecrets: where('secretsKeyArn', (arn) => allow('kms:Decrypt', arn)),
  topicKey: where('topicKeyArn', (arn) => arn),
  encryptAlerts: where('topicKeyArn', (arn) => allow(['kms:GenerateDataKey', 'kms:Decrypt'], arn)),
  opsSubscription: where('opsEmail', (Endpoint) => [{ Protocol: 'email', Endpoint }]),
  alertConcurrency: where('alertConcurrency', (value) =>
    value === 'none' ? NOTHING : Number(value),
  ),
  vpc,
  attachToVpc,
  onlyLambdaAttaches,
};
