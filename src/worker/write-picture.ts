import { TargetFile } from "../formats/targets/target-file.ts";
import type { Feedback } from "../feedback.ts";

/** Writes a picture as what its file ends in. @returns bytes written */
export async function writePicture(
  { svg, png }: { readonly svg: string; readonly png: Uint8Array },
  { path, baseDir }: { readonly path: string; readonly baseDir: string },
  context: Pick<Feedback, "throwIfCanceled">,
): Promise<number> {
  const bytes = /\.svg$/i.test(path) ? new TextEncoder().encode(svg) : png;
  const target = await TargetFile.open(path, baseDir);
  try {
    await target.write(bytes);
    await target.finish(() => context.throwIfCanceled());
  } catch (error) {
    throw await target.giveUp(error);
  }
  return bytes.length;
}
