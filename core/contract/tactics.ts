/** A tactic of ATT&CK, in the order of its matrix, and the techniques that are counted to it here. */
export interface Tactic {
  readonly name: string;
  /** Ids without sub-techniques. One that has several tactics is under the one it is used for. */
  readonly techniques: readonly string[];
}

/** MITRE ATT&CK for Enterprise, version 16 (attack.mitre.org), as far as analyzers name it. */
export const TACTICS: readonly Tactic[] = [
  { name: 'Reconnaissance', techniques: listed('T1595') },
  { name: 'Initial access', techniques: listed('T1078 T1091 T1189 T1190 T1199') },
  {
    name: 'Execution',
    techniques: listed('T1047 T1053 T1059 T1106 T1204 T1559 T1569 T1609 T1610 T1648 T1651'),
  },
  {
    name: 'Persistence',
    techniques: listed('T1037 T1098 T1136 T1197 T1505 T1525 T1543 T1546 T1547 T1574'),
  },
  {
    name: 'Privilege escalation',
    techniques: listed('T1055 T1068 T1134 T1484 T1548 T1611'),
  },
  {
    name: 'Defense evasion',
    techniques: listed(
      'T1006 T1027 T1036 T1070 T1112 T1127 T1140 T1218 T1220 T1550 T1553 T1562 T1564 T1578 T1620',
    ),
  },
  {
    name: 'Credential access',
    techniques: listed('T1003 T1110 T1040 T1187 T1222 T1528 T1552 T1555 T1556 T1558'),
  },
  {
    name: 'Discovery',
    techniques: listed(
      'T1012 T1016 T1018 T1033 T1046 T1057 T1069 T1082 T1087 T1482 T1518 T1526 T1580 T1613',
    ),
  },
  { name: 'Lateral movement', techniques: listed('T1021 T1210 T1563 T1570') },
  { name: 'Collection', techniques: listed('T1074 T1114 T1123 T1125 T1530 T1560') },
  {
    name: 'Command and control',
    techniques: listed('T1071 T1090 T1105 T1219 T1571 T1572 T1573'),
  },
  { name: 'Exfiltration', techniques: listed('T1029 T1048 T1537 T1567') },
  { name: 'Impact', techniques: listed('T1485 T1486 T1490 T1496 T1565') },
];

function listed(ids: string): readonly string[] {
  return ids.split(' ');
}

/** The tactic of a technique; undefined for one that {@link TACTICS} does not list. */
export function tacticOf(technique: string): Tactic | undefined {
  const [base = ''] = technique.split('.');
  return TACTICS.find(({ techniques }) => techniques.includes(base));
}
