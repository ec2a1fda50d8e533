import type { TaskItem } from "../tasks-state.ts";

/** One character for each state, told apart without colour. */
export const SIGNS: Readonly<Record<TaskItem["status"], string>> = {
  queued: "·",
  held: "‖",
  running: "▸",
  cancelling: "▸",
  complete: "✓",
  failed: "✗",
  canceled: "⊘",
};

/** The state as people say it. */
export function statusWord({ status }: Pick<TaskItem, "status">): string {
  return status === "canceled" ? "cancelled" : status;
}

/** Never 100 before the end, whatever rounding says. */
export function percentText(fraction: number): string {
  return `${Math.floor(fraction * 100)} %`;
}

export function durationText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${twoDigits(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
}

export function memoryText(bytes: number): string {
  return bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
