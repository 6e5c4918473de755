// The settings in force, to read: which of them differ from the defaults, and what each does.

import { SearchX } from 'lucide-react';
import { useId, useState } from 'react';
import { useQuery } from 'urql';

import { SettingsDocument, type SettingsQuery } from '../api/operations';
import { EmptyState } from '../parts/empty_state';
import { TextField } from '../parts/fields';
import { PageHead } from '../parts/page_head';
import { Pending } from '../parts/pending';

type Setting = SettingsQuery['settings'][number];

export function Settings() {
  const [{ data, error }, refetch] = useQuery({ query: SettingsDocument });
  const [search, setSearch] = useState('');
  const found = data?.settings.filter((setting) => matches(setting, search));
  const changed = found?.filter(({ isDefault }) => !isDefault);
  const unchanged = found?.filter(({ isDefault }) => isDefault);
  return (
    <>
      <PageHead
        title="Settings"
        detail="What this server runs with. Settings are environment variables: whoever operates the server changes them and restarts it."
      />
      <search>
        <TextField
          label="Find a setting"
          type="search"
          placeholder="Name, value, or what it does"
          value={search}
          onChange={setSearch}
        />
      </search>
      {!data && <Pending error={error} retry={refetch} />}
      {found?.length === 0 && (
        <EmptyState icon={SearchX} title="No setting found">
          <p>Try another word.</p>
        </EmptyState>
      )}
      {changed && changed.length > 0 && <Group title="Changed" settings={changed} />}
      {unchanged && unchanged.length > 0 && <Group title="As by default" settings={unchanged} />}
    </>
  );
}

function matches({ name, value, description }: Setting, search: string): boolean {
  const words = search.trim().toLowerCase();
  return [name, value, description].some((text) => text?.toLowerCase().includes(words));
}

function Group({ title, settings }: { title: string; settings: readonly Setting[] }) {
  const id = useId();
  return (
    <section className="card" aria-labelledby={id}>
      <header>
        <h2>
          <span id={id}>{title}</span> <span className="soft number">{settings.length}</span>
        </h2>
      </header>
      <dl className="settings">
        {settings.map((setting) => (
          <div key={setting.name}>
            <dt>
              <code>{setting.name}</code>
            </dt>
            <dd>
              <Value setting={setting} />
              <p className="hint">{setting.description}</p>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Nobody sees a secret here, only whether there is one. */
function Value({ setting: { value, isSecret, isDefault } }: { setting: Setting }) {
  if (isSecret) return <span className="badge">{isDefault ? 'not set' : 'set'}</span>;
  return value ? <code>{value}</code> : <span className="soft">not set</span>;
}
