/**
 * Runs first in each bundle, so that stack traces show lines of the sources. Node's
 * --enable-source-maps would parse the whole map at each cold start, which is a fifth of its time.
 * This reads the map at the first stack trace.
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
    // Without a map, the trace shows lines of the bundle.
    return [String(error), ...frames].join('\n    at ');
  }
};
