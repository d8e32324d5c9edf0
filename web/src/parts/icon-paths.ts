/** The icons of the UI: strokes on a field of 16 × 16, drawn for this project. */
export const ICON_PATHS = {
  lenses: 'M7 12.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11ZM11 11l3.5 3.5M7 4.5A2.5 2.5 0 0 0 4.5 7',
  analyzers:
    'M8 1.5 13.5 4v4c0 3.2-2.2 5.4-5.5 6.5C4.7 13.4 2.5 11.2 2.5 8V4zM5.5 8 7.3 9.8 10.7 6',
  sources:
    'M2 4c0-1.1 2.7-2 6-2s6 .9 6 2-2.7 2-6 2-6-.9-6-2Zm0 0v8c0 1.1 2.7 2 6 2s6-.9 6-2V4M2 8c0 1.1 2.7 2 6 2s6-.9 6-2',
  hunt: 'M8 13.5a5.5 5.5 0 1 1 0-11 5.5 5.5 0 0 1 0 11ZM8 1v3.5M8 11.5V15M1 8h3.5M11.5 8H15',
  search: 'M7 12A5 5 0 1 1 7 2a5 5 0 0 1 0 10Zm3.6-1.4L14 14',
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  right: 'M6 3.5 10.5 8 6 12.5',
  down: 'M3.5 6 8 10.5 12.5 6',
  left: 'M13 8H3M7 4 3 8l4 4',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  expand: 'M8 2v3M8 11v3M2 8h3M11 8h3M8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  undo: 'M3 6h7a3.5 3.5 0 0 1 0 7H6M6 3 3 6l3 3',
  arrange: 'M2.5 6.5h3v3h-3zM10.5 2.5h3v3h-3zM10.5 10.5h3v3h-3zM5.5 8H8M8 4v8M8 4h2.5M8 12h2.5',
  keys: 'M1.5 4.5h13v7h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.5h6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  warning: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.01',
  clock: 'M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM8 4.5V8l2.5 1.5',
  record: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 7.5h5M5.5 9.8h5M5.5 12h3',
  leave: 'M6 2.5H2.5v11H6M10.5 5 13.5 8l-3 3M13.5 8H6',
  tree: 'M2 3h5M4.5 3v10M4.5 8H7M4.5 13H7M9 8h5M9 13h5',
  export: 'M8 2v8M4.5 6.5 8 10l3.5-3.5M2.5 12.5v1h11v-1',
  hide: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM3 13 13 3',
  note: 'M2.5 2.5h11v8h-6l-3 3v-3h-2z',
  process: 'M2 3.5h12v9H2zM4.5 6.5 6.3 8l-1.8 1.5M8 10h3.5',
  file: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3',
  address: 'M8 14A6 6 0 1 1 8 2a6 6 0 0 1 0 12ZM2.2 8h11.6M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12',
  connection: 'M2 5.5h11M10 2.5l3 3-3 3M14 10.5H3M6 7.5l-3 3 3 3',
  user: 'M8 7.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 14c.4-3 2.5-4.5 5.5-4.5s5.1 1.5 5.5 4.5',
  asset: 'M2 2.5h12v8H2zM5.5 13.5h5M8 10.5v3',
  hash: 'M6.2 2 4.8 14M11.2 2 9.8 14M2.5 5.5h11.5M2 10.5h11.5',
  other: 'M8 2l5.5 3v6L8 14l-5.5-3V5z',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof ICON_PATHS;
