/** What a text for a terminal is laid out for: its width, its colors, its letters. */
import type { Status } from '../../result/result.ts';

/** Each function returns the text unchanged if colors are off. */
export interface Ink {
  readonly status: (status: Status, text: string) => string;
  /** Titles. */
  readonly bold: (text: string) => string;
  /** Evidence, and what is healthy. */
  readonly dim: (text: string) => string;
  /** What a person types or copies: requests, lines for a shell. */
  readonly typed: (text: string) => string;
}

export interface Paper {
  /** In cells of a terminal; infinite if lines do not wrap. */
  readonly width: number;
  readonly ink: Ink;
  /** Whether letters beyond ASCII are shown. */
  readonly unicode: boolean;
}

const same = (text: string) => text;

export const NO_INK: Ink = { status: (_status, text) => text, bold: same, dim: same, typed: same };

/** A file, a pipe: no colors, one line for each paragraph. */
export const PLAIN_PAPER: Paper = { width: Number.POSITIVE_INFINITY, ink: NO_INK, unicode: true };
