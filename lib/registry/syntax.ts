/** Faults of YAML itself, in words that do not quote the file: the text there may be a secret. */
import type { Document, ErrorCode } from 'yaml';

const REMEDIES: Partial<Record<ErrorCode, string>> = {
  BAD_DIRECTIVE: 'remove the line, or put text that starts with % in quotes',
  BAD_DQ_ESCAPE: 'write \\\\ for a backslash, or use single quotes',
  BAD_INDENT: 'align the lines that belong together',
  BAD_SCALAR_START: 'put text that starts with @ or ` in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put text with ": " in quotes, or start a new line for what is nested',
  MULTILINE_IMPLICIT_KEY: 'write a colon after the key, and look at quotes and indentation above',
  MULTIPLE_DOCS: 'remove the line ---, since a registry is one document',
  NON_STRING_KEY: 'write a plain word as the key, and text with braces in quotes',
  RESOURCE_EXHAUSTION: 'nest less deeply',
  TAB_AS_INDENT: 'indent with spaces, not with tabs',
  TAG_RESOLVE_FAILED: 'remove the tag, or put text that starts with ! in quotes',
  UNEXPECTED_TOKEN: 'put text with special characters in quotes, and look at indentation and brackets above',
};

/** Offset in the text, and what to do. Of warnings only unknown tags count: the value would not be what its author meant. */
export function syntaxFaults({ errors, warnings }: Document.Parsed): { offset: number; remedy: string }[] {
  const faults = [...errors, ...warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  return faults.map(({ code, message, pos }) => ({ offset: pos[0], remedy: REMEDIES[code] ?? `correct this: ${message}` }));
}
