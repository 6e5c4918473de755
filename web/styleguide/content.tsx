// What pages show: people, badges, cards, tables, times, charts, and lists that are loading, empty or broken.

import { Inbox } from 'lucide-react';
import { CombinedError } from 'urql';

import { Avatar } from '../console/parts/avatar';
import { Card } from '../console/parts/card';
import { Chart } from '../console/parts/chart';
import { EmptyState } from '../console/parts/empty_state';
import { PageHead } from '../console/parts/page_head';
import { Pending } from '../console/parts/pending';
import { RelativeTime } from '../console/parts/relative_time';
import { Specimen } from './specimen';

const JOE = { fullName: 'Joe Bruin', email: 'joe@ucla.edu', profilePictureUrl: null };
const NEW = { fullName: 'Not provided', email: 'new@ucla.edu', profilePictureUrl: null };
const DAY_S = 86_400;
const BUCKETS = ['Thu', 'Fri', 'Sat', 'Sun'].map((day) => ({
  short: day,
  title: day,
  isPartial: day === 'Sun',
}));
const SERIES = [
  { label: 'Registered', color: '--accent', values: [4, 9, 6, 12] },
  { label: 'Failed', color: '--bad', values: [1, 0, 2, 1] },
];
const BROKEN = new CombinedError({ networkError: new Error('offline') });

export function Content() {
  return (
    <>
      <h2>Content</h2>
      <Specimen title="Avatars">
        <Avatar person={JOE} />
        <Avatar person={NEW} />
        <Avatar person={JOE} large />
      </Specimen>
      <Specimen title="Badges">
        <span className="badge">Mentor</span>
        <span className="badge badge-good">Matched</span>
        <span className="badge badge-warn">Unverified</span>
        <span className="badge badge-bad">Deactivated</span>
      </Specimen>
      <Specimen title="Times">
        {[60, 7200, 3 * DAY_S, 90 * DAY_S].map((ago) => (
          <RelativeTime key={ago} time={new Date(Date.now() - ago * 1000).toISOString()} />
        ))}
      </Specimen>
      <Specimen title="The head of a page">
        <PageHead title="Joe Bruin" back={{ href: '#/people', title: 'People' }} detail="Mentor">
          <button>Edit</button>
        </PageHead>
      </Specimen>
      <Specimen title="Lists that are loading, broken, or empty">
        <Card title="Loading">
          <Pending error={undefined} retry={() => {}} />
        </Card>
        <Card title="Broken">
          <Pending error={BROKEN} retry={() => {}} />
        </Card>
        <Card title="Empty">
          <EmptyState icon={Inbox} title="No requests">
            <p>When you send or receive one, you'll see it here.</p>
          </EmptyState>
        </Card>
      </Specimen>
      <Specimen title="A chart">
        <div className="specimen-wide">
          <Chart label="Registrations" caption="Last 4 days" buckets={BUCKETS} series={SERIES} />
        </div>
      </Specimen>
      <Specimen title="Progress">
        <progress max={4} value={3} aria-label="Profile" />
      </Specimen>
    </>
  );
}
