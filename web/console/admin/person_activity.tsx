// What a person did and what happened to them: sign-ins, failed attempts, and everything else, each in a list of its own,
// so that someone who guesses passwords does not push the rest out of view.

import { CircleAlert, CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_TYPES } from '../api/invalidation';
import {
  PersonActivityDocument,
  PersonSignInsDocument,
  type SignInResult,
  type SignInRowFragment,
} from '../api/operations';
import { Card } from '../parts/card';
import { Pending } from '../parts/pending';
import { RelativeTime } from '../parts/relative_time';
import { isKind, KINDS } from './activity_kinds';
import { deviceName } from './device_name';
import { useCan } from './permission';

const SIGN_INS = 6;
const SIZE = 20;
const CONTEXT = { additionalTypenames: [...PEOPLE_TYPES, 'Session'] };

/** Sign-ins have lists of their own. */
const OTHER_KINDS = Object.keys(KINDS)
  .filter(isKind)
  .filter((kind) => !/^(ADMIN_)?(SIGNED_IN|SIGN_IN_FAILED)$/.test(kind));

const REASONS: Record<string, string> = {
  user_not_found: 'no such account',
  incorrect_password: 'wrong password',
  user_inactive: 'the account is deactivated',
  email_not_verified: "the email isn't verified",
  unexpected_exception: 'an error of the server',
};

export function PersonActivity({ id }: { id: string }) {
  const can = useCan();
  return (
    <>
      {can('SESSIONS_READ') && (
        <div className="columns">
          <Card title="Sign-ins">
            <SignIns id={id} result="SUCCEEDED" none="No sign-ins in the log." />
          </Card>
          <Card title="Failed sign-ins">
            <SignIns id={id} result="FAILED" none="No failed sign-ins in the log." />
          </Card>
        </div>
      )}
      {can('SIGNALS_READ') && (
        <Card title="Other activity">
          <Others id={id} />
        </Card>
      )}
    </>
  );
}

interface SignInsProps {
  id: string;
  result: SignInResult;
  none: string;
}

function SignIns({ id, result, none }: SignInsProps) {
  return (
    <Pages>{(after, more) => <SignInPage key={after} {...{ id, result, none, after, more }} />}</Pages>
  );
}

type PageProps = { after: string | null; more: (end: string | null | undefined) => ReactNode };

function SignInPage({ id, result, none, after, more }: SignInsProps & PageProps) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonSignInsDocument,
    variables: { id, result, first: SIGN_INS, after },
    context: CONTEXT,
  });
  const signIns = data?.user?.signIns;
  if (!signIns) return <Pending error={error} retry={refetch} />;
  return (
    <>
      {signIns.edges.length === 0 && !after && <p className="empty">{none}</p>}
      <ul className="rows rows-dense">
        {signIns.edges.map(({ cursor, node }) => (
          <li key={cursor}>
            <SignIn signIn={node} />
          </li>
        ))}
      </ul>
      {signIns.pageInfo.hasNextPage && more(signIns.pageInfo.endCursor)}
    </>
  );
}

function SignIn({ signIn }: { signIn: SignInRowFragment }) {
  const { at, succeeded, reason, ip, userAgent, device, isNewDevice, kind } = signIn;
  const where = [device ?? (userAgent && deviceName(userAgent)), ip].filter(Boolean).join(' · ');
  const failure = reason ? (REASONS[reason] ?? reason.replaceAll('_', ' ')) : 'refused';
  return (
    <Happening isFailure={!succeeded} time={at}>
      {succeeded ? 'Signed in' : `Failed: ${failure}`}
      {kind === 'ADMINISTRATOR' && ' as an administrator'}
      {isNewDevice && <span className="badge badge-warn">New device</span>}
      <span className="hint">{where || 'Address not recorded'}</span>
    </Happening>
  );
}

function Others({ id }: { id: string }) {
  return <Pages>{(after, more) => <OtherPage key={after} {...{ id, after, more }} />}</Pages>;
}

function OtherPage({ id, after, more }: { id: string } & PageProps) {
  const [{ data, error }, refetch] = useQuery({
    query: PersonActivityDocument,
    variables: { filter: { subjectId: id, kinds: OTHER_KINDS }, first: SIZE, after },
    context: CONTEXT,
  });
  const activity = data?.activity;
  if (!activity) return <Pending error={error} retry={refetch} />;
  return (
    <>
      {activity.nodes.length === 0 && !after && <p className="empty">No other activity in the log.</p>}
      <ul className="rows rows-dense">
        {activity.nodes.map(({ id, occurredAt, sentence, succeeded }) => (
          <li key={id}>
            <Happening isFailure={!succeeded} time={occurredAt}>
              {sentence}
            </Happening>
          </li>
        ))}
      </ul>
      {activity.pageInfo.hasNextPage && more(activity.pageInfo.endCursor)}
    </>
  );
}

interface HappeningProps {
  isFailure: boolean;
  time: string;
  children: ReactNode;
}

function Happening({ isFailure, time, children }: HappeningProps) {
  const Icon = isFailure ? CircleAlert : CircleCheck;
  return (
    <div className={isFailure ? 'happening is-failure' : 'happening'}>
      <Icon size={18} aria-hidden />
      <div>{children}</div>
      <span className="hint">
        <RelativeTime time={time} />
      </span>
    </div>
  );
}

interface PagesProps {
  /** Renders a page; `more` is the button for the next one, which the last page has. */
  children: (after: string | null, more: PageProps['more']) => ReactNode;
}

/** Pages of a list, one below the other. */
function Pages({ children }: PagesProps) {
  const [cursors, setCursors] = useState<(string | null)[]>([null]);
  return cursors.map((after, index) =>
    children(after, (end) => {
      if (index < cursors.length - 1 || !end) return null;
      return (
        <button className="quiet" onClick={() => setCursors([...cursors, end])}>
          Show older
        </button>
      );
    }),
  );
}
