/**
 * Reads parameters of SSM Parameter Store, ten at a time. Parameter Store answers 40 requests a
 * second by default, for a whole account and region, so what is asked for at the same time goes
 * together.
 */
import { setImmediate } from 'node:timers/promises';
import { GetParametersCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { isRefusal } from './refusal.ts';

/** `GetParameters` takes no more names. */
const NAMES_AT_MOST = 10;

type Values = ReadonlyMap<string, string | undefined>;

interface Batch {
  readonly names: Set<string>;
  readonly values: Promise<Values>;
}

/**
 * Gives a function from name, ARN, or either with `:version`, to decrypted value; undefined if
 * there is no such parameter. It throws what the service refuses, and after `waitMs` milliseconds.
 */
export function parameterReader(
  client: SSMClient,
  waitMs: number,
): (name: string) => Promise<string | undefined> {
  let open: Batch | undefined;

  function openBatch(): Batch {
    const names = new Set<string>();
    const values = setImmediate().then(() => {
      open = undefined;
      return readParameters(client, [...names], waitMs);
    });
    return { names, values };
  }

  return async (name) => {
    if (open === undefined || open.names.size === NAMES_AT_MOST) open = openBatch();
    const { names, values } = open;
    names.add(name);
    try {
      return (await values).get(name);
    } catch (thrown) {
      // One name that the function may not read makes the service refuse all of them.
      if (names.size === 1 || !isRefusal(thrown)) throw thrown;
      return (await readParameters(client, [name], waitMs)).get(name);
    }
  };
}

async function readParameters(
  client: SSMClient,
  names: readonly string[],
  waitMs: number,
): Promise<Values> {
  const command = new GetParametersCommand({ Names: [...names], WithDecryption: true });
  const { Parameters = [] } = await client.send(command, {
    abortSignal: AbortSignal.timeout(waitMs),
  });
  return new Map(names.map((name) => [name, Parameters.find(isNamed(name))?.Value]));
}

/** The service gives the version (`:3`) apart, and both name and ARN. */
function isNamed(name: string): (parameter: Parameter) => boolean {
  return ({ Name, ARN, Selector = '' }) => [Name, ARN].some((one) => `${one}${Selector}` === name);
}
