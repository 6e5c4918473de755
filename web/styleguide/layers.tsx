// What opens over a page: menus, dialogs, panels, and messages.

import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';

import { announce } from '../console/parts/announce';
import { Confirm } from '../console/parts/confirm';
import { Menu } from '../console/parts/menu';
import { SidePanel } from '../console/parts/side_panel';
import { Specimen } from './specimen';

export function Layers() {
  const [isPanelOpen, setPanelOpen] = useState(false);
  return (
    <>
      <h2>Layers</h2>
      <Specimen title="Menu, dialogs, panel, and message">
        <Menu button="Menu">
          <button>
            <Pencil size={18} aria-hidden /> Edit
          </button>
          <hr />
          <button className="danger-item">
            <Trash2 size={18} aria-hidden /> Delete
          </button>
        </Menu>
        <Confirm
          label="End match"
          title="End this match?"
          action="End match"
          errors={[]}
          isBusy={false}
          act={() => Promise.resolve(true)}
        >
          <p>Your messages with each other will be deleted.</p>
        </Confirm>
        <Confirm
          label="Send a reminder"
          title="Send a reminder?"
          action="Send"
          isDangerous={false}
          errors={['The mail server is not available.']}
          isBusy={false}
          act={() => Promise.resolve(false)}
        >
          <p>Everyone in this list gets one email.</p>
        </Confirm>
        <button onClick={() => setPanelOpen(true)}>Open a panel</button>
        <button onClick={() => announce('Your survey was saved.')}>Show a message</button>
      </Specimen>
      {isPanelOpen && (
        <SidePanel label="Joe Bruin" onClose={() => setPanelOpen(false)}>
          <h2>Joe Bruin</h2>
          <p>Details of a person, without leaving the list.</p>
        </SidePanel>
      )}
    </>
  );
}
