/** A link of which one check more opens an incident, and what is told then. */
import { expect } from 'vitest';
import type { Link, World } from './world.ts';

/** Checked once since it is broken. */
export async function breakLink(world: World): Promise<Link> {
  const link = world.takeLink();
  await link.remote.setTransportFault({ kind: 'refuse' });
  await world.check(link);
  return link;
}

/**
 * What the check before could not store is not told, and not lost: the next check decides, and it
 * is told once.
 */
export async function expectToldByNextCheck(world: World, link: Link): Promise<void> {
  await world.alert();
  expect(world.published(link)).toEqual([]);
  await world.check(link);
  await world.alert();
  expect(world.published(link)).toEqual(['opened']);
  expect(await world.toldToSlack(link)).toHaveLength(1);
}
