// A member's account page: how they sign in, their devices, emails, role, data, and how to leave.

import { useState } from 'react';
import { useQuery } from 'urql';

import { PEOPLE_CONTEXT } from '../api/invalidation';
import { MyMatchesDocument } from '../api/operations';
import { Card } from '../parts/card';
import { PageHead } from '../parts/page_head';
import { displayName, ROLE_NAMES } from '../parts/person';
import { formatDate } from '../parts/time';
import { AccountIndex, AccountSection } from './account_index';
import { DeleteAccount } from './delete_account';
import { EmailAddress } from './email_address';
import { EmailPreferences } from './email_preferences';
import { LeaveMentorDialog } from './leave_mentor';
import type { Account } from './member';
import { MyData } from './my_data';
import { Password } from './password';
import { Pausing } from './pause';
import { ReportConcern } from './report_concern';
import { Role } from './role';
import { Sessions } from './sessions';

interface Props {
  account: Account;
  reload: () => void;
}

/** The sections, with their names in the index. Administrators have only some of them. */
const SECTIONS = [
  ['sign-in', 'Email and password', 'ALL'],
  ['devices', 'Devices', 'ALL'],
  ['emails', 'Notifications', 'MEMBERS'],
  ['role', 'Role', 'MEMBERS'],
  ['help', 'Help', 'MEMBERS'],
  ['data', 'Your data', 'ALL'],
  ['leaving', 'Leaving', 'ALL'],
] as const;

export function AccountPage({ account, reload }: Props) {
  const isMember = account.role !== 'ADMIN';
  const sections = SECTIONS.filter(([, , whose]) => isMember || whose === 'ALL').map(
    ([id, title]) => [id, title] as const,
  );
  return (
    <>
      <PageHead
        title="Account"
        detail={`${ROLE_NAMES[account.role]} since ${formatDate(account.dateJoined)}`}
      />
      <div className="account">
        <AccountIndex sections={sections} />
        <div className="account-sections">
          <AccountSection id="sign-in">
            <Card title="Sign-in">
              <EmailAddress account={account} reload={reload} />
              <Password account={account} />
            </Card>
          </AccountSection>
          <AccountSection id="devices">
            <Sessions />
          </AccountSection>
          {isMember && <MemberSections account={account} reload={reload} />}
          <AccountSection id="data">
            <MyData />
          </AccountSection>
          <AccountSection id="leaving">
            <Card title="Leaving">
              {isMember && <Breaks />}
              <DeleteAccount account={account} reload={reload} />
            </Card>
          </AccountSection>
        </div>
      </div>
    </>
  );
}

function MemberSections({ account, reload }: Props) {
  return (
    <>
      <AccountSection id="emails">
        <EmailPreferences />
      </AccountSection>
      <AccountSection id="role">
        <Role account={account} reload={reload} />
      </AccountSection>
      <AccountSection id="help">
        <Card title="Help">
          <p>
            Let the administrators know, in private, what worries you about the program. To report a
            concern about a person, use the menu next to their name.
          </p>
          <div className="row">
            <ReportConcern />
          </div>
        </Card>
      </AccountSection>
    </>
  );
}

/** What a member can do without leaving the program: a mentor pauses, and a mentee leaves the mentor. */
function Breaks() {
  const [isLeaving, setLeaving] = useState(false);
  const [{ data }] = useQuery({ query: MyMatchesDocument, context: PEOPLE_CONTEXT });
  const roster = data?.me?.roster;
  const mentor = data?.me?.mentor;
  return (
    <>
      {roster && (
        <div className="setting">
          <div className="setting-text">
            <h3>Take a break</h3>
            <p className="soft">Keep your mentees, and don't get new ones for a while.</p>
          </div>
          <Pausing roster={roster} />
        </div>
      )}
      {mentor && (
        <div className="setting">
          <div className="setting-text">
            <h3>Leave your mentor</h3>
            <p className="soft">
              Your match with {displayName(mentor)} ends, and you can look for another mentor.
            </p>
          </div>
          <button onClick={() => setLeaving(true)}>Leave mentor…</button>
          <LeaveMentorDialog partner={mentor} isOpen={isLeaving} onClose={() => setLeaving(false)} />
        </div>
      )}
    </>
  );
}
