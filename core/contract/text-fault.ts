/** Something wrong with a text that a member wrote, at a line and column from 1. */
export interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  /** What to write instead, where that can be said. */
  readonly fix?: string | undefined;
}
