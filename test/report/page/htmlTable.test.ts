import { html } from 'hono/html';
import { expect, it } from 'vitest';
import { columnTable, valueTable } from '../../../lib/report/page/htmlTable.ts';

it('valueTable leaves out what has no value, and escapes', () => {
  expect(
    String(valueTable({ Name: '<b>\u0007', Mark: html`<i>yes</i>`, Missing: undefined })),
  ).toMatchInlineSnapshot(`
    "<table class="values"><tbody>
    <tr><th scope="row">Name</th><td>&lt;b&gt;�</td></tr>
    <tr><th scope="row">Mark</th><td><i>yes</i></td></tr>
    </tbody></table>"
  `);
});

it('columnTable names its rows and columns, and itself', () => {
  const table = columnTable({
    caption: 'Nodes <of>',
    heads: ['Node', html`<i>Age</i>`],
    rows: [['<b>', '1'], ['n2', html`<u>2</u>`], []],
    name: 'nodes',
  });
  expect(String(table)).toMatchInlineSnapshot(`
    "<div class="scroll" role="group" aria-label="Nodes &lt;of&gt;" tabindex="0">
    <table class="columns nodes">
    <caption class="unseen">Nodes &lt;of&gt;</caption>
    <thead><tr><th scope="col">Node</th><th scope="col"><i>Age</i></th></tr></thead>
    <tbody>
    <tr><th scope="row">&lt;b&gt;</th><td>1</td></tr>
    <tr><th scope="row">n2</th><td><u>2</u></td></tr>
    <tr><th scope="row"></th></tr>
    </tbody>
    </table>
    </div>"
  `);
});
