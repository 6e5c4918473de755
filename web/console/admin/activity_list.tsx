// What happened, newest first and day by day, as a list that grows by a page at a time.

import { History } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';

import type { ActivityFilter, ActivityRowFragment } from '../api/operations';
import { Avatar } from '../parts/avatar';
import { EmptyState } from '../parts/empty_state';
import { Pending } from '../parts/pending';
import { serverNow } from '../parts/server_time';
import { formatDateTime, formatTime } from '../parts/time';
import { isoDay } from './activity_filter';
import { KINDS } from './activity_kinds';
import { linkedParts, type Part } from './activity_links';
import { isProblem, PROBLEM_ICON, TOPIC_OF, TOPICS } from './activity_topics';
import { grouped } from './grouped';
import { useActivity } from './load_activity';
import { useCan } from './permission';

const DAY_MS = 86_400_000;
const longDate = new Intl.DateTimeFormat('en-US', { dateStyle: 'full' });

/** Render it with another key for another filter: it then starts over. */
export function ActivityList({ filter }: { filter: ActivityFilter }) {
  const { entries, next, error, isLoading, loadMore } = useActivity(filter);
  useFocusOnMore(entries);
  if (next === null && entries.length === 0) {
    return (
      <EmptyState icon={History} title="Nothing found">
        <p>Nothing in the log matches these filters.</p>
      </EmptyState>
    );
  }
  return (
    <>
      {byDay(entries).map(([day, ofDay]) => (
        <Day key={day} day={day} entries={ofDay} />
      ))}
      {(error || entries.length === 0) && <Pending error={error} retry={loadMore} />}
      {next && !error && (
        <button className="more" aria-disabled={isLoading} onClick={loadMore}>
          {isLoading ? 'Loading…' : 'Load more'}
        </button>
      )}
    </>
  );
}

/** Focuses the first of the entries that were loaded last: the button may have gone with the last page. */
function useFocusOnMore(entries: readonly ActivityRowFragment[]): void {
  const before = useRef(0);
  useEffect(() => {
    const first = entries[before.current];
    if (before.current && first) document.getElementById(first.id)?.focus({ preventScroll: true });
    before.current = entries.length;
  }, [entries]);
}

/** The entries of each day of this time zone. */
function byDay(entries: readonly ActivityRowFragment[]): [day: string, ActivityRowFragment[]][] {
  return grouped(entries, ({ occurredAt }) => isoDay(new Date(occurredAt)));
}

function Day({ day, entries }: { day: string; entries: readonly ActivityRowFragment[] }) {
  const id = `day-${day}`;
  const [name, date] = dayName(day);
  return (
    <section className="day" aria-labelledby={id}>
      <h2 id={id}>
        {name}
        {date && <span className="soft"> {date}</span>}
      </h2>
      <ol className="timeline">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

/** Such as "Yesterday" and "Sunday, November 29, 2026". */
function dayName(day: string): [name: string, date: string] {
  const date = longDate.format(new Date(`${day}T12:00`));
  const now = serverNow();
  if (day === isoDay(new Date(now))) return ['Today', date];
  if (day === isoDay(new Date(now - DAY_MS))) return ['Yesterday', date];
  return [date, ''];
}

function Entry({ entry }: { entry: ActivityRowFragment }) {
  const { id, kind, occurredAt, succeeded, actor } = entry;
  const isBad = !succeeded || isProblem(kind);
  const Icon = isBad ? PROBLEM_ICON : TOPICS[TOPIC_OF[kind]][1];
  return (
    <li id={id} tabIndex={-1} className={isBad ? 'entry-row is-problem' : 'entry-row'}>
      <span className="entry-mark">
        {actor && <Avatar person={actor} />}
        <span className="entry-icon">
          <Icon size={actor ? 12 : 18} aria-hidden />
        </span>
      </span>
      <div>
        <Sentence entry={entry} />
        <p className="hint if-narrow">
          {KINDS[kind]} · {formatTime(occurredAt)}
        </p>
      </div>
      <span className="hint if-wide">{KINDS[kind]}</span>
      <time className="number soft if-wide" dateTime={occurredAt} title={formatDateTime(occurredAt)}>
        {formatTime(occurredAt)}
      </time>
    </li>
  );
}

/** The sentence, in which the names of people link to their pages. */
function Sentence({ entry: { sentence, actor, subjects } }: { entry: ActivityRowFragment }) {
  const can = useCan();
  if (!can('USERS_READ')) return <p>{sentence}</p>;
  const people = [actor, ...subjects].filter((person) => person != null);
  return (
    <p>
      {linkedParts(sentence, people).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence never changes, so the index is a stable key.
        <Fragment key={index}>{shown(part)}</Fragment>
      ))}
    </p>
  );
}

function shown(part: Part): ReactNode {
  if (typeof part === 'string') return part;
  return <a href={`#/people/${part.person.id}`}>{part.name}</a>;
}
