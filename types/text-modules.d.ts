/** YAML and JSON-lines files are bundled as text. */
declare module '*.yaml' {
  const text: string;
  export default text;
}
declare module '*.jsonl' {
  const text: string;
  export default text;
}
