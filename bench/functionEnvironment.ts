/** Environment variables that the functions read at load time. */
export const FUNCTION_ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_LAMBDA_FUNCTION_NAME: 'check',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  TABLE_NAME: 'bench-table',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:alerts',
  CHECK_FUNCTION: 'check',
  REGISTRY_SOURCE: 'ssm:/clusters',
  VANTAGE: 'bench',
  METRICS_PER: 'cluster',
  SETTLE_SECONDS: '0',
  CHANNELS: 'slack',
  SLACK_WEBHOOK: 'ssm:/slack',
  API_TOKEN: 'ssm:/token',
  POWERTOOLS_SERVICE_NAME: 'bench',
  POWERTOOLS_METRICS_NAMESPACE: 'bench',
} as const;
