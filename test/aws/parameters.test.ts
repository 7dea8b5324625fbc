import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ssmClient } from '../../lib/aws/clients.ts';
import { parameterReader } from '../../lib/aws/parameters.ts';
import { type ParameterStoreOptions, startParameterStore } from './parameterStore.ts';

const WAIT_MS = 20_000;
const NAMES = Array.from({ length: 25 }, (_, index) => `/key-${index}`);
const PARAMETERS = Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]));

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function start(options: Partial<ParameterStoreOptions> = {}) {
  const service = await startParameterStore({ parameters: PARAMETERS, ...options });
  vi.stubEnv('AWS_ENDPOINT_URL_SSM', service.url);
  return service;
}

describe('parameterReader', () => {
  it('reads what is asked for at the same time together, ten at a time', async () => {
    await using service = await start();
    const read = parameterReader(ssmClient(), WAIT_MS);
    const names = ['/key-0', ...NAMES, '/key-24'];
    const values = await Promise.all(names.map(read));
    expect(values).toEqual(names.map((name) => `value of ${name}`));
    expect(service.answered.flat().toSorted()).toEqual(NAMES.toSorted());
    expect(service.answered.map(({ length }) => length).toSorted()).toEqual([10, 10, 5]);
  });

  it('reads again what is asked for later', async () => {
    await using service = await start();
    const read = parameterReader(ssmClient(), WAIT_MS);
    await read('/key-1');
    await read('/key-1');
    expect(service.answered).toEqual([['/key-1'], ['/key-1']]);
  });

  it('gives undefined for what is not there, and the others', async () => {
    await using _service = await start();
    const read = parameterReader(ssmClient(), WAIT_MS);
    const values = await Promise.all(['/key-1', '/absent'].map(read));
    expect(values).toEqual(['value of /key-1', undefined]);
  });

  it('reads the others if the function may not read one', async () => {
    await using _service = await start({ denied: ['/key-2'] });
    const read = parameterReader(ssmClient(), WAIT_MS);
    const [first, second, third] = await Promise.allSettled(
      ['/key-1', '/key-2', '/key-3'].map(read),
    );
    expect(first).toMatchObject({ value: 'value of /key-1' });
    expect(second).toMatchObject({ reason: { name: 'AccessDeniedException' } });
    expect(third).toMatchObject({ value: 'value of /key-3' });
  });

  it('knows parameters by ARN and by version', async () => {
    const ssm = mockClient(SSMClient);
    const ARN = 'arn:aws:ssm:eu-west-1:123456789012:parameter/key';
    const parameter = { Name: '/key', ARN };
    const Parameters = [
      { ...parameter, Value: 'latest' },
      { ...parameter, Selector: ':3', Value: 'third' },
    ];
    ssm.on(GetParametersCommand).resolves({ Parameters });
    const read = parameterReader(ssmClient(), WAIT_MS);
    expect(await Promise.all([read('/key'), read(ARN), read(`${ARN}:3`)])).toEqual([
      'latest',
      'latest',
      'third',
    ]);
    ssm.on(GetParametersCommand).resolves({});
    expect(await read('/key')).toBeUndefined();
    ssm.restore();
  });

  it('ends when its time is over, however long the service throttles', async () => {
    await using _service = await start({ throttled: Number.POSITIVE_INFINITY });
    const read = parameterReader(ssmClient({ maxAttempts: 100 }), 50);
    await expect(read('/key-1')).rejects.toMatchObject({ name: 'AbortError' });
  });
});
