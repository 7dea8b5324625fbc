import type { GetRequest } from '../../../../lib/collect/elasticsearch/ask.ts';
import { recording } from './recording.ts';

/** What a request makes of a body. */
export function parsed<T>({ schema }: GetRequest<T>, body: unknown): T {
  return schema.parse(body);
}

/** What a request makes of a recorded answer. */
export function parsedRecording<T>(request: GetRequest<T>, name: string): T {
  return parsed(request, recording(name).body);
}
