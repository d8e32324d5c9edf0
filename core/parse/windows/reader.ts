import type { Sightings } from '../sightings.ts';
import type { EventData, WindowsEvent } from './windows-event.ts';

/** What one event id says: adds nodes and edges for the record's asset. */
export type Reader = (see: Sightings, data: EventData, event: WindowsEvent) => void;

/** The event ids of a channel that are understood. */
export type Readers = Readonly<Record<number, Reader>>;
