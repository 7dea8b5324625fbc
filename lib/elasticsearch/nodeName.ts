import type { Answer, RootInfo } from '../facts.ts';

/** What to call a node: as `GET /` said, else by its URL. */
export function nodeName(root: Answer<RootInfo>, url: string): string {
  return root.ok ? root.value.nodeName : url;
}
