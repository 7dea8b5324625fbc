/**
 * Functions that end in the middle of what they do: the whole process is killed, and another one
 * goes on.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { breakLink, expectToldByNextCheck } from './brokenLink.ts';
import { type Link, startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Another process goes on after this one has died at its write of an item that has this text. */
async function checkThatDiesAt(link: Link, text: string): Promise<void> {
  world.dynamoDb.beforeAnswer(async ({ action, body }) => {
    if (action === 'PutItem' && body.includes(text)) await world.stack.killFunctions();
  });
  await expect(world.check(link)).rejects.toThrow();
  world.dynamoDb.open();
  await world.stack.startFunctions();
}

it('a check that dies after its write has its event told by the next alert run', async () => {
  const link = await breakLink(world);
  await checkThatDiesAt(link, '"pending"');
  expect(world.published(link)).toEqual([]);
  await world.alert();
  expect(world.published(link)).toEqual(['opened']);
  expect(await world.toldToSlack(link)).toHaveLength(1);
});

it('a check that dies when it has written the evidence, and not what it means, leaves it to the next check', async () => {
  const link = await breakLink(world);
  await checkThatDiesAt(link, '"EVIDENCE#');
  await expectToldByNextCheck(world, link);
});

it('an alert run that dies after the topic accepted an event publishes it again, and Slack is told once', async () => {
  const link = await breakLink(world);
  await world.check(link);
  world.sns.beforeAnswer(async ({ action }) => {
    if (action === 'Publish') await world.stack.killFunctions();
  });
  await expect(world.alert()).rejects.toThrow();
  world.sns.open();
  await world.stack.startFunctions();
  await world.alert();
  expect(world.published(link)).toEqual(['opened', 'opened']);
  expect(await world.toldToSlack(link)).toHaveLength(1);
});
