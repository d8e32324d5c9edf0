/** Has the browser save a file that was made here. */
export function download(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the content by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name for a file, from a name that may come from a log: letters, numbers, dots and dashes. */
export function fileName(name: string, ending: string): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '');
  return `${plain.slice(0, 60) || 'lens'}.${ending}`;
}
