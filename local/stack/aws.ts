/** How clients reach the stand-ins: any keys will do there, and none is sent anywhere else. */

export const REGION = 'eu-west-1';
export const ACCOUNT = '000000000000';

/** The environment that lets the AWS SDK, unchanged, talk to the stand-ins. */
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
    // Nothing of the user's own AWS account is looked at.
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
