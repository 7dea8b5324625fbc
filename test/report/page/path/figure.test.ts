import { describe, expect, it } from 'vitest';
import { pathFigure } from '../../../../lib/report/page/path/figure.ts';
import {
  degradedResult,
  failingResult,
  healthyResult,
  hostileResult,
  unknownResult,
} from '../../../support/results.ts';

describe('pathFigure', () => {
  it('draws the hops in a row and in a column, and tells them as a list', () => {
    expect(String(pathFigure(failingResult))).toMatchInlineSnapshot(`
      "<figure class="way-there">
      <svg class="path row" viewBox="0 0 1134 160" aria-hidden="true">
      <text class="small" x="1" y="12">asked over HTTP</text><text class="small" x="193" y="12">walked from where the checker runs</text>
      <g class="healthy"><rect class="hop ok" x="1" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="11" y="33" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg><text class="strong" x="33" y="46">Local nodes</text><text class="plain" x="164" y="46" text-anchor="end"></text>
      <text class="strong" x="11" y="68">1 of 1 answer</text>
      <text class="small" x="11" y="87">eu</text><text class="small" x="11" y="103">0 of 1 connected</text></g>
      <g class="healthy"><rect class="hop ok" x="193" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="203" y="33" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg><text class="strong" x="225" y="46">DNS</text><text class="plain" x="356" y="46" text-anchor="end"></text>
      <text class="strong" x="203" y="68">IP address</text>
      <text class="small" x="203" y="87">10.0.0.1:9300</text></g>
      <g class="failing"><rect class="hop broken" x="385" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="395" y="33" width="16" height="16" viewBox="0 0 16 16"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg><text class="strong" x="417" y="46">TCP</text><text class="plain" x="548" y="46" text-anchor="end">1 ms</text>
      <text class="strong" x="395" y="68">refused</text>
      <text class="small" x="395" y="87">10.0.0.1:9300</text></g>
      <g class="quiet"><rect class="hop not-measured" x="577" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="587" y="33" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="609" y="46">TLS</text><text class="plain" x="740" y="46" text-anchor="end"></text>
      <text class="strong" x="587" y="68">not measured</text>
      </g>
      <g class="quiet"><rect class="hop not-measured" x="769" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="779" y="33" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="801" y="46">Handshake</text><text class="plain" x="932" y="46" text-anchor="end"></text>
      <text class="strong" x="779" y="68">not measured</text>
      </g>
      <g class="quiet"><rect class="hop not-measured" x="961" y="24" width="172" height="92" rx="6"/>
      <svg class="status" x="971" y="33" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="993" y="46">Gateways</text><text class="plain" x="1124" y="46" text-anchor="end"></text>
      <text class="strong" x="971" y="68">not known</text>
      <text class="small" x="971" y="87">orders</text></g>
      <path class="way ok healthy" d="M173 70h20"/>
      <path class="way broken failing" d="M365 70h20"/>
      <path class="way not-measured quiet" d="M557 70h20"/>
      <path class="way not-measured quiet" d="M749 70h20"/>
      <path class="way not-measured quiet" d="M941 70h20"/>
      <g class="failing"><path class="way" d="M471 116v20h12"/>
      <text class="cause" x="489" y="141" text-anchor="start">The remote refuses connections</text></g>
      </svg>
      <svg class="path column" viewBox="0 0 340 310" aria-hidden="true">
      <g class="healthy"><svg class="status" x="2" y="3" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg><text class="strong" x="30" y="16">Local nodes</text>
      <text class="strong" x="130" y="16">1 of 1 answer</text><text class="plain" x="338" y="16" text-anchor="end"></text>
      <text class="small" x="30" y="33">eu, 0 of 1 connected</text></g><path class="way ok healthy" d="M10 22v26"/>
      <g class="healthy"><svg class="status" x="2" y="51" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8"/><path class="mark" d="M4.5 8.5l2.5 2.5 4.5-5.5"/></svg><text class="strong" x="30" y="64">DNS</text>
      <text class="strong" x="130" y="64">IP address</text><text class="plain" x="338" y="64" text-anchor="end"></text>
      <text class="small" x="30" y="81">10.0.0.1:9300</text></g><path class="way broken failing" d="M10 70v26"/>
      <g class="failing"><svg class="status" x="2" y="99" width="16" height="16" viewBox="0 0 16 16"><path d="M5 0h6l5 5v6l-5 5H5l-5-5V5z"/><path class="mark" d="M5.5 5.5l5 5m0-5l-5 5"/></svg><text class="strong" x="30" y="112">TCP</text>
      <text class="strong" x="130" y="112">refused</text><text class="plain" x="338" y="112" text-anchor="end">1 ms</text>
      <text class="small" x="30" y="129">10.0.0.1:9300</text><text class="cause" x="30" y="150">The remote refuses connections</text></g><path class="way not-measured quiet" d="M10 118v48"/>
      <g class="quiet"><svg class="status" x="2" y="169" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="30" y="182">TLS</text>
      <text class="strong" x="130" y="182">not measured</text><text class="plain" x="338" y="182" text-anchor="end"></text>
      <text class="small" x="30" y="199"></text></g><path class="way not-measured quiet" d="M10 188v26"/>
      <g class="quiet"><svg class="status" x="2" y="217" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="30" y="230">Handshake</text>
      <text class="strong" x="130" y="230">not measured</text><text class="plain" x="338" y="230" text-anchor="end"></text>
      <text class="small" x="30" y="247"></text></g><path class="way not-measured quiet" d="M10 236v26"/>
      <g class="quiet"><svg class="status" x="2" y="265" width="16" height="16" viewBox="0 0 16 16"><path class="hollow" d="M8 1.8L14.2 8 8 14.2 1.8 8z"/></svg><text class="strong" x="30" y="278">Gateways</text>
      <text class="strong" x="130" y="278">not known</text><text class="plain" x="338" y="278" text-anchor="end"></text>
      <text class="small" x="30" y="295">orders</text></g>
      </svg>
      <ol class="unseen">
      <li>Local nodes: fine, 1 of 1 answer, eu, 0 of 1 connected</li>
      <li>DNS: fine, IP address, 10.0.0.1:9300</li>
      <li>TCP: broken, refused, 1 ms, 10.0.0.1:9300. The cause lies here: The remote refuses connections</li>
      <li>TLS: not measured, not measured</li>
      <li>Handshake: not measured, not measured</li>
      <li>Gateways: not measured, not known, orders</li>
      </ol>
      </figure>"
    `);
  });

  it.each([healthyResult, degradedResult, failingResult, unknownResult, hostileResult])(
    'has a colour, a shape and a word for each hop',
    (result) => {
      const [, row = '', column = ''] =
        /(<svg class="path row".*)(<svg class="path column".*)<ol/s.exec(
          String(pathFigure(result)),
        ) ?? [];
      for (const drawing of [row, column])
        expect(drawing.match(/<svg class="status"/g)).toHaveLength(6);
      expect(row.match(/<rect class="hop (ok|impaired|broken|not-measured)"/g)).toHaveLength(6);
    },
  );

  it('has no number that is none', () => {
    expect(String(pathFigure(degradedResult))).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws a cause to the side where there is room', () => {
    expect(String(pathFigure(failingResult))).toMatch(/class="cause" [^>]*text-anchor="start"/);
    const { cause } = failingResult;
    const far = String(
      pathFigure({ ...failingResult, cause: { ...cause, code: 'gateways-unreachable' } }),
    );
    expect(far).toMatch(/class="cause" [^>]*text-anchor="end"/);
  });

  it('tells times below a millisecond as such', () => {
    const [probe] = healthyResult.witnesses.network;
    const [endpoint] = probe?.endpoints ?? [];
    if (probe === undefined || endpoint === undefined)
      throw new Error('The healthy result has one endpoint');
    const quick = { ...endpoint, tcp: { outcome: 'ok', durationMs: 0.4, evidence: {} } } as const;
    const network = [{ ...probe, endpoints: [quick] }];
    expect(
      String(pathFigure({ ...healthyResult, witnesses: { ...healthyResult.witnesses, network } })),
    ).toContain('&lt; 1 ms');
  });

  it('escapes what clusters call themselves, and lets no control character through', () => {
    const hostile = String(pathFigure(hostileResult));
    expect(hostile).toContain('&lt;script&gt;');
    expect(hostile).not.toContain('<script>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(hostile).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
