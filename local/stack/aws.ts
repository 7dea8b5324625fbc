/**
 * Connection settings for the local stand-ins. They accept any keys, and the keys stay on this
 * machine.
 */

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';

/** Environment that connects the unmodified AWS SDK to the stand-ins. */
export function awsEnvironment(urls: {
  readonly lambda: string;
  readonly dynamoDb: string;
  readonly sns: string;
}): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_LAMBDA: urls.lambda,
    AWS_ENDPOINT_URL_DYNAMODB: urls.dynamoDb,
    AWS_ENDPOINT_URL_SNS: urls.sns,
    // Prevents the SDK from reading the user's own AWS configuration.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

export function clientOptions(endpoint: string) {
  return {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}
