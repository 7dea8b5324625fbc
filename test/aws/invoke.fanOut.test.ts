import type { LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaClient } from '../../lib/aws/clients.ts';
import { handOn, invokeEach } from '../../lib/aws/invoke.ts';
import { REMOTES_AT_MOST } from '../../lib/parts.ts';
import {
  awsEnvironment,
  type LambdaService,
  startLambdaService,
} from '../support/lambdaService.ts';

let service: LambdaService;
let lambda: LambdaClient;
beforeEach(async () => {
  service = await startLambdaService();
  for (const [name, value] of Object.entries(awsEnvironment(service.url))) vi.stubEnv(name, value);
  lambda = lambdaClient();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  lambda.destroy();
  await service[Symbol.asyncDispose]();
});

const signal = new AbortController().signal;
const common = { functionName: 'check', signal };
const REFUSED = { status: 429, payload: '{"message":"Rate Exceeded."}' };

describe('invokeEach', () => {
  it('hands over every payload', async () => {
    const payloads = Array.from({ length: 40 }, (_, cluster) => ({ cluster }));
    await expect(invokeEach(lambda, { ...common, payloads })).resolves.toEqual([]);
    expect(service.invoked.map(({ payload }) => payload)).toHaveLength(40);
    expect(service.invoked.map(({ payload }) => payload)).toEqual(expect.arrayContaining(payloads));
  });

  it('tries once more what is refused', async () => {
    service.answer = (_invoked, count) => (count === 1 ? REFUSED : {});
    await expect(invokeEach(lambda, { ...common, payloads: [{ cluster: 'eu' }] })).resolves.toEqual(
      [],
    );
    expect(service.invoked).toHaveLength(2);
  });

  it('gives an error for each that is refused again, and hands over the others', async () => {
    service.answer = ({ payload }) => (JSON.stringify(payload).includes('eu') ? REFUSED : {});
    const refused = await invokeEach(lambda, {
      ...common,
      payloads: [{ cluster: 'eu' }, { cluster: 'us' }],
    });
    expect(refused.map(({ message }) => message)).toEqual([
      'Lambda did not accept {"cluster":"eu"}: Rate Exceeded.',
    ]);
    expect(service.invoked).toHaveLength(3);
  });
});

describe('handOn', () => {
  const event = { cluster: 'eu', run: '2026-11-24T00:00:00.000Z' };

  it('hands on what is left out, so many remotes to an invocation', async () => {
    const aliases = Array.from(
      { length: 2 * REMOTES_AT_MOST + 1 },
      (_, index) => `remote-${index}`,
    );
    const { atMost, settled } = handOn(lambda, { ...common, event });
    atMost.leaveOut(aliases);
    await expect(settled()).resolves.toEqual({ handedOn: aliases, refused: [] });
    const payloads = service.invoked.map(({ payload }) => payload as { remotes: string[] });
    expect(payloads.map(({ remotes }) => remotes.length).toSorted((a, b) => a - b)).toEqual([
      1,
      REMOTES_AT_MOST,
      REMOTES_AT_MOST,
    ]);
    expect(new Set(payloads.flatMap(({ remotes }) => remotes))).toEqual(new Set(aliases));
    for (const payload of payloads) expect(payload).toMatchObject(event);
  });

  it('tells what could not be handed on', async () => {
    service.answer = () => REFUSED;
    const { atMost, settled } = handOn(lambda, { ...common, event });
    atMost.leaveOut(['orders']);
    const { handedOn, refused } = await settled();
    expect(handedOn).toEqual(['orders']);
    expect(refused.map(({ message }) => message)).toEqual([
      expect.stringContaining('"remotes":["orders"]'),
    ]);
  });

  it('invokes nothing where nothing is left out', async () => {
    const { settled } = handOn(lambda, { ...common, event });
    await expect(settled()).resolves.toEqual({ handedOn: [], refused: [] });
    expect(service.invoked).toEqual([]);
  });
});
