import { expect, it } from 'vitest';
import { context, section } from '../../lib/alert/mrkdwn.ts';

it('section is lines of markup, in which nothing is linked by itself', () => {
  expect(section('*a*', 'b')).toEqual({
    type: 'section',
    text: { type: 'mrkdwn', text: '*a*\nb', verbatim: true },
  });
});

it('context has an element for each text', () => {
  expect(context('a', 'b')).toEqual({
    type: 'context',
    elements: [
      { type: 'mrkdwn', text: 'a', verbatim: true },
      { type: 'mrkdwn', text: 'b', verbatim: true },
    ],
  });
});
