/** What AWS and Slack refuse, and functions that die: nothing is lost, and Slack is told once. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { breakLink, expectToldByNextCheck } from './brokenLink.ts';
import { SNS_REFUSED, THROTTLED } from './gate.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.dynamoDb.open();
  world.sns.open();
  world.stack.slack.setFault(undefined);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the alert topic refusing', () => {
  it('leaves the event in the outbox, for the next alert run', async () => {
    const link = await breakLink(world);
    await world.check(link);
    world.sns.refuse(({ action }) => (action === 'Publish' ? SNS_REFUSED : undefined));
    await expect(world.alert()).rejects.toThrow('Function alert failed');
    expect(world.published(link)).toEqual([]);
    world.sns.open();
    await world.alert();
    expect(world.published(link)).toEqual(['opened']);
    expect(await world.toldToSlack(link)).toHaveLength(1);
  });
});

describe('DynamoDB throttling', () => {
  it('is waited for where it is short', async () => {
    const link = await breakLink(world);
    let throttled = 0;
    world.dynamoDb.refuse(() => (throttled++ < 2 ? THROTTLED : undefined));
    await world.check(link);
    await world.alert();
    expect(throttled).toBeGreaterThan(2);
    expect(world.published(link)).toEqual(['opened']);
    expect(await world.toldToSlack(link)).toHaveLength(1);
  });

  it('fails a check where it lasts, and the next check decides', async () => {
    const link = await breakLink(world);
    world.dynamoDb.refuse(({ action }) => (action === 'PutItem' ? THROTTLED : undefined));
    await expect(world.check(link)).rejects.toThrow('Function check failed');
    world.dynamoDb.open();
    await expectToldByNextCheck(world, link);
  });
});

describe('Slack', () => {
  it.each([
    ['limits the rate', { kind: 'too-many', retryAfterSeconds: 1 }, 1],
    ['fails', { kind: 'server-error' }, 2],
    ['hangs', { kind: 'hang' }, 1],
    ['is down for longer than one attempt', { kind: 'server-error' }, 6],
  ] as const)('is told once when it %s', async (_what, fault, times) => {
    const link = await breakLink(world);
    world.stack.slack.setFault(fault, times);
    const attempts = world.stack.slack.attempts();
    await world.check(link);
    await world.alert();
    expect(await world.toldToSlack(link)).toHaveLength(1);
    expect(world.stack.slack.attempts() - attempts).toBe(times + 1);
  });
});
