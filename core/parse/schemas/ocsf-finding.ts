import { isJsonObject, listAt, numberOf, objectAt, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import type { Sightings } from '../sightings.ts';

const MAX_RESOURCES = 20;

/** OCSF counts severities from 1, informational, to 6, fatal; findings count up to 10. */
const SEVERITY_STEP = 2;
const MAX_SEVERITY = 10;

/** What a finding says, of the classes of version 1.0 and later. */
export function seeOcsfFinding(see: Sightings, event: JsonObject): void {
  const info = { ...objectAt(event, 'finding'), ...objectAt(event, 'finding_info') };
  const severity = numberOf(event.severity_id);
  const types = Array.isArray(info.types) ? info.types : [];
  const finding = see.finding(textOf(info.uid) ?? textOf(objectAt(event, 'metadata').uid), {
    title: textOf(info.title) ?? textOf(event.message),
    kind: textOf(types[0]) ?? textOf(event.class_name),
    severity: severity === undefined ? undefined : Math.min(MAX_SEVERITY, severity * SEVERITY_STEP),
  });
  const single = event.resource === undefined ? [] : [event.resource];
  const resources = [...listAt(event, 'resources'), ...single];
  for (const resource of resources.filter(isJsonObject).slice(0, MAX_RESOURCES)) {
    const id = textOf(resource.uid) ?? textOf(resource.name);
    see.edge(finding, 'names_resource', see.resource(id, textOf(resource.type)));
  }
  for (const key of ['src_endpoint', 'dst_endpoint']) {
    see.edge(finding, 'names_address', see.address(textOf(objectAt(event, key).ip)));
  }
}
