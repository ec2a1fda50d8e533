import type { KernelMessage } from "@jupyterlab/services";

/** Contents of the messages a kernel gets. */
export interface RequestContents {
  readonly execute_request: KernelMessage.IExecuteRequestMsg["content"];
  readonly complete_request: KernelMessage.ICompleteRequestMsg["content"];
  readonly inspect_request: KernelMessage.IInspectRequestMsg["content"];
  readonly is_complete_request: KernelMessage.IIsCompleteRequestMsg["content"];
  readonly history_request: KernelMessage.IHistoryRequestMsg["content"];
  readonly comm_info_request: KernelMessage.ICommInfoRequestMsg["content"];
  readonly comm_open: KernelMessage.ICommOpenMsg["content"];
  readonly comm_msg: KernelMessage.ICommMsgMsg["content"];
  readonly comm_close: KernelMessage.ICommCloseMsg["content"];
  readonly input_reply: KernelMessage.IInputReplyMsg["content"];
}

/** Contents of the messages a kernel publishes. */
export interface OutputContents {
  readonly stream: KernelMessage.IStreamMsg["content"];
  readonly error: KernelMessage.IErrorMsg["content"];
  readonly status: KernelMessage.IStatusMsg["content"];
}

export type KernelInfo = Omit<KernelMessage.IInfoReply, "status">;
