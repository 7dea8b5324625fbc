import { expect, it } from 'vitest';
import { context, header, section } from '../../lib/alert/mrkdwn.ts';

it('header shows a line as it is, at most 150 characters', () => {
  expect(header('a :smile: <b>')).toEqual({
    type: 'header',
    text: { type: 'plain_text', text: 'a :smile: &lt;b&gt;', emoji: false },
  });
  expect(header('a'.repeat(200))).toMatchObject({ text: { text: `${'a'.repeat(149)}…` } });
});

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
