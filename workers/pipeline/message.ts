/** A queue message: a pointer to an upload, never its content. */
export interface UploadMessage {
  readonly tenant: string;
  /** The tenant's number of the upload. */
  readonly upload: number;
  /** The requests that it came by, the first of them: their ids, for the logs. */
  readonly requestIds?: readonly string[];
}
