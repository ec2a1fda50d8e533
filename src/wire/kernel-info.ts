import type { KernelMessage } from "@jupyterlab/services";

/** Content of a `kernel_info_reply`, without its status. */
export type KernelInfo = Omit<KernelMessage.IInfoReply, "status">;
