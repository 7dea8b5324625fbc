/**
 * In the bundles of the functions, before all else: stack traces tell lines of the sources. Node's
 * own --enable-source-maps would do it too, and read and parse the whole map at each cold start, a
 * fifth of it; this reads the map when the first stack trace is looked at.
 */
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

let map: SourceMap | undefined;

function inSources(frame: NodeJS.CallSite): string {
  const text = String(frame);
  if (frame.getFileName() !== __filename) return text;
  map ??= new SourceMap(JSON.parse(readFileSync(`${__filename}.map`, 'utf8')));
  const origin = map.findOrigin(frame.getLineNumber() ?? 0, frame.getColumnNumber() ?? 0);
  if (!('fileName' in origin)) return text;
  return text.replace(
    /[^\s(]+:\d+:\d+/,
    `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}`,
  );
}

Error.prepareStackTrace = (error, frames) => {
  try {
    return [String(error), ...frames.map(inSources)].join('\n    at ');
  } catch {
    // Without a map the trace is still one.
    return [String(error), ...frames].join('\n    at ');
  }
};
