/** Why an object that was erased ended: its caller sees an error that says so. */
export const ERASED = 'the object was erased';
