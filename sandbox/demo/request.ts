import type { UploadRequest } from "../../simulator/upload";

/** A request of the demo, on a bucket by its name. */
export interface DemoRequest {
  readonly what: string;
  readonly bucket: string;
  readonly upload: UploadRequest;
  /** Requests that belong to an upload but are none, sent after it. */
  readonly followedBy?: readonly ("UploadPart" | "CompleteMultipartUpload" | "GetObject")[];
}
