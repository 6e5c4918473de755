// What waits for an administrator: counts that link to the lists, only those that are not zero.

import {
  ChevronRight,
  CircleCheck,
  Flag,
  HeartHandshake,
  type LucideIcon,
  MailX,
  Trash2,
  UserCheck,
  UserPen,
  Webhook,
} from 'lucide-react';

import type { OverviewQuery } from '../api/operations';
import { Card } from '../parts/card';
import { EmptyState } from '../parts/empty_state';
import { total } from '../parts/total';
import { incomplete, peopleAddress, UNAPPROVED } from './people_query';

interface Task {
  icon: LucideIcon;
  count: Count;
  /** What comes after the number, for one and for several. */
  words: readonly [one: string, several: string];
  href: string;
}

/** A number, or more than a number of which the server counts no further. */
interface Count {
  number: number;
  isMore: boolean;
}

export function ToDo({ data }: { data: OverviewQuery }) {
  const tasks = tasksOf(data).filter(({ count: { number } }) => number > 0);
  return (
    <Card title="To do first">
      {tasks.length === 0 ? (
        <EmptyState icon={CircleCheck} title="Nothing waits for you">
          <p>New requests for approval, open concerns, and failures appear here.</p>
        </EmptyState>
      ) : (
        <ul className="to-do">
          {tasks.map(({ icon: Icon, count, words, href }) => (
            <li key={href}>
              <a href={href}>
                <Icon size={20} strokeWidth={1.75} aria-hidden />
                <strong className="number">
                  {count.number.toLocaleString('en-US')}
                  {count.isMore && '+'}
                </strong>{' '}
                <span>{words[count.number === 1 && !count.isMore ? 0 : 1]}</span>
                <ChevronRight size={18} aria-hidden />
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

/** All of them, most urgent first. What the administrator may not see is not in the data. */
function tasksOf(data: OverviewQuery): Task[] {
  const leaving = total(data.stats.roles.map((role) => role.pendingDeletion));
  // An administrator who turned a webhook off knows it.
  const disabled = data.webhooks?.filter((hook) => !hook.isEnabled && hook.disabledReason) ?? [];
  return [
    {
      icon: Flag,
      count: counted(data.openConcerns),
      words: ['concern is open', 'concerns are open'],
      href: '#/concerns',
    },
    {
      icon: MailX,
      count: counted(data.failedEmails),
      words: ["email couldn't be sent", "emails couldn't be sent"],
      href: '#/emails?state=DEAD',
    },
    {
      icon: Webhook,
      count: exactly(disabled.length),
      words: ['webhook was turned off after failures', 'webhooks were turned off after failures'],
      href: '#/webhooks',
    },
    {
      icon: UserCheck,
      count: upTo(data.unapproved.totalCount),
      words: ['mentor waits for approval', 'mentors wait for approval'],
      href: peopleAddress(UNAPPROVED),
    },
    {
      icon: HeartHandshake,
      count: exactly(data.stats.unmatchedMentees),
      words: ['mentee waits for a mentor', 'mentees wait for a mentor'],
      href: '#/matches',
    },
    {
      icon: UserPen,
      count: upTo(data.incompleteMentees.totalCount),
      words: ["mentee hasn't finished their profile", "mentees haven't finished their profiles"],
      href: peopleAddress(incomplete('MENTEE')),
    },
    {
      icon: UserPen,
      count: upTo(data.incompleteMentors.totalCount),
      words: ["mentor hasn't finished their profile", "mentors haven't finished their profiles"],
      href: peopleAddress(incomplete('MENTOR')),
    },
    {
      icon: Trash2,
      count: exactly(leaving),
      words: ['account is scheduled for deletion', 'accounts are scheduled for deletion'],
      href: '#/deletions',
    },
  ];
}

interface List {
  nodes: readonly unknown[];
  pageInfo: { hasNextPage: boolean };
}

function counted(list: List | undefined): Count {
  return { number: list?.nodes.length ?? 0, isMore: list?.pageInfo.hasNextPage ?? false };
}

function exactly(number: number): Count {
  return { number, isMore: false };
}

/** The server counts accounts up to 10,000. */
function upTo(number: number | null): Count {
  return { number: number ?? 10_000, isMore: number === null };
}
