import { describe, expect, it } from 'vitest';
import { required, requiredOneOf, requiredSecret } from '../../lib/aws/clients.ts';
import { ConfigurationError } from '../../lib/errors.ts';

describe('required', () => {
  it('gives the value', () => {
    expect(required({ TABLE_NAME: 'remotes' }, 'TABLE_NAME')).toBe('remotes');
  });

  it.each([{}, { TABLE_NAME: '' }])('names the variable that is missing in %j', (env) => {
    const error = new ConfigurationError(
      'Environment variable TABLE_NAME is missing: the deployment sets it',
    );
    expect(() => required(env, 'TABLE_NAME')).toThrow(error);
  });
});

describe('requiredSecret', () => {
  it.each(['ssm:/token', 'secretsmanager:token', 'env:TOKEN'])(
    'gives the reference %s',
    (reference) => {
      expect(requiredSecret({ API_TOKEN: reference }, 'API_TOKEN')).toBe(reference);
    },
  );

  it('refuses the secret itself, and does not show it', () => {
    const error = new ConfigurationError(
      'Environment variable API_TOKEN is no secret reference: write ssm:/name or secretsmanager:id',
    );
    expect(() => requiredSecret({ API_TOKEN: 'hunter2' }, 'API_TOKEN')).toThrow(error);
  });
});

describe('requiredOneOf', () => {
  it('gives one of the values, and names them where it is another', () => {
    expect(requiredOneOf({ PER: 'b' }, 'PER', ['a', 'b'])).toBe('b');
    const error = new ConfigurationError(
      'Environment variable PER is c: the deployment may set a, b',
    );
    expect(() => requiredOneOf({ PER: 'c' }, 'PER', ['a', 'b'])).toThrow(error);
  });
});
