/** From a remote that breaks to the messages that people get, through the real functions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world[Symbol.asyncDispose]());

describe('a remote that breaks and heals', () => {
  it('is told once when it stays broken, and once when it is well again', async () => {
    const link = world.takeLink();
    await world.checkTwice(link);
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.check(link);
    await world.alert();
    expect(world.published(link)).toEqual([]);

    await world.check(link);
    await world.alert();
    expect(world.published(link)).toEqual(['opened']);
    expect(await world.toldToSlack(link)).toEqual([expect.stringContaining('archive')]);

    await world.checkTwice(link);
    await world.alert();
    expect(world.published(link)).toEqual(['opened']);

    await link.remote.setTransportFault(undefined);
    await world.check(link);
    await world.alert();
    expect(world.published(link)).toEqual(['opened', 'resolved']);
    expect(await world.toldToSlack(link)).toHaveLength(2);
  });

  it('is told again when another cause stays', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.checkTwice(link);
    await link.remote.setTransportFault({ kind: 'http' });
    await world.checkTwice(link);
    await world.alert();
    expect(world.published(link)).toEqual(['opened', 'changed']);
    expect(await world.toldToSlack(link)).toHaveLength(2);
  });
});

describe('events that come twice', () => {
  it('count once where a check is delivered again', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    const run = world.nextRun();
    await world.check(link, run);
    await world.check(link, run);
    await world.check(link, run);
    await world.alert();
    expect(world.published(link)).toEqual([]);
  });

  it('leave a late run without effect', async () => {
    const link = world.takeLink();
    const late = world.nextRun();
    await world.check(link);
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.check(link);
    await world.check(link, late);
    await world.alert();
    expect(world.published(link)).toEqual([]);
  });

  it('open one incident where two checks run at once', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.check(link);
    await Promise.all([world.check(link), world.check(link), world.check(link)]);
    await world.alert();
    expect(world.published(link)).toEqual(['opened']);
    expect(await world.toldToSlack(link)).toHaveLength(1);
  });

  it('reach Slack once where two alert runs publish the same event', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.checkTwice(link);
    await Promise.all([world.alert(), world.alert(), world.alert()]);
    expect(world.published(link)).toContain('opened');
    expect(await world.toldToSlack(link)).toHaveLength(1);
  });

  it('reach Slack once where the topic delivers a message again', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    await world.checkTwice(link);
    await world.alert();
    expect(await world.toldToSlack(link)).toHaveLength(1);
    const [publish] = world.sns.passed.filter(({ body }) => body.includes(link.cluster));
    const Message = new URLSearchParams(publish?.body).get('Message') ?? '';
    await world.stack.topic.queue.send(
      JSON.stringify({ MessageId: 'again', Message, TopicArn: world.stack.topic.arn }),
    );
    expect(await world.toldToSlack(link)).toHaveLength(1);
  });

  it('have all clusters checked once where a schedule fires twice', async () => {
    const link = world.takeLink();
    await link.remote.setTransportFault({ kind: 'refuse' });
    const time = world.nextRun();
    const before = world.checksOf(link);
    await world.stack.functions.invoke('schedule', { time });
    await world.stack.functions.invoke('schedule', { time });
    await expect.poll(() => world.checksOf(link), { timeout: 20_000 }).toBe(before + 2);
    await world.alert();
    expect(world.published(link)).toEqual([]);
  });
});
