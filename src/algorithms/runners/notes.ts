import type { Feedback } from "../../feedback.ts";

/** What an algorithm told of a feature; the log says it once a task. */
export interface Note {
  readonly notice: string;
  readonly index: number;
  readonly count: number;
}

/** Features named in the log line; the rest is only counted. */
const MOST_NAMED = 5;

/** Logs the notes of a task, once for each of the algorithm's notices. */
export function logNotes(
  notices: Readonly<Record<string, (count: number, features: string) => string>>,
  notes: readonly Note[],
  feedback: Feedback,
): void {
  for (const [notice, text] of Object.entries(notices)) {
    const own = notes.filter((note) => note.notice === notice);
    if (own.length === 0) continue;
    const features = [...new Set(own.map(({ index }) => index))].toSorted((a, b) => a - b);
    const list = features.slice(0, MOST_NAMED).join(", ") + (features.length > MOST_NAMED ? ", …" : "");
    const count = own.reduce((sum, note) => sum + note.count, 0);
    feedback.log("warning", text(count, list));
  }
}
