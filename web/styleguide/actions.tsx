// Buttons, chips, and tabs.

import { Ellipsis } from 'lucide-react';
import { useState } from 'react';

import { Chips } from '../console/parts/chips';
import { Tabs } from '../console/parts/tabs';
import { Specimen } from './specimen';

const ROLES = [
  ['mentees', 'Mentees'],
  ['mentors', 'Mentors'],
  ['waiting', 'Waiting'],
] as const;

export function Actions() {
  const [on, setOn] = useState<string[]>(['mentors']);
  const toggle = (role: string) =>
    setOn(on.includes(role) ? on.filter((other) => other !== role) : [...on, role]);
  return (
    <>
      <h2>Actions</h2>
      <Specimen title="Buttons">
        <button className="primary">Primary</button>
        <button>Secondary</button>
        <button className="quiet">Quiet</button>
        <button className="danger">Danger</button>
        <button className="danger-quiet">Danger, quiet</button>
        <button className="icon-button" aria-label="More">
          <Ellipsis size={20} aria-hidden />
        </button>
        <a className="button" href="#/link">
          Open the list
        </a>
      </Specimen>
      <Specimen title="Buttons that are busy or off">
        <button className="primary" aria-disabled="true">
          Busy
        </button>
        <button disabled>Off</button>
        <button className="quiet" disabled>
          Quiet, off
        </button>
      </Specimen>
      <Specimen title="Filter chips">
        <Chips label="Roles" options={ROLES} isOn={(role) => on.includes(role)} onToggle={toggle} />
      </Specimen>
      <Specimen title="Tabs">
        <div className="specimen-wide">
          <Tabs label="Example" tabs={ROLES}>
            {(tab) => <p>The content of {tab}.</p>}
          </Tabs>
        </div>
      </Specimen>
    </>
  );
}
