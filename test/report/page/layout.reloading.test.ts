import { expect, it } from 'vitest';
import { reloading } from '../../../lib/report/page/layout.ts';
import { NOW } from '../../support/facts.ts';

const told = (isReloading: boolean, query: string) =>
  String(reloading({ now: NOW, isReloading, query }));

it('reloading says whether the page comes anew, and how to change that without losing the filter', () => {
  expect(told(true, '')).toContain(
    'updates itself every minute. <a href="?reload=off">Stop that</a>',
  );
  expect(told(true, 'status=failing&alias=%3C')).toContain(
    '<a href="?status=failing&amp;alias=%3C&amp;reload=off">',
  );
  expect(told(false, 'status=failing')).toContain(
    'does not update itself. <a href="?status=failing">Update every minute</a>',
  );
});
