// An endpoint in a list, a hook or a webhook: its URL and state, what it gets, and a menu of actions.

import type { ReactNode } from 'react';

import { formatDateTime } from '../parts/time';

interface EndpointProps {
  url: string;
  /** The page about the endpoint, if there is one. */
  href?: string;
  badge: ReactNode;
  menu: ReactNode;
  children: ReactNode;
}

export function Endpoint({ url, href, badge, menu, children }: EndpointProps) {
  return (
    <li className="endpoint">
      <div className="endpoint-head">
        <div className="name-line">
          {href ? (
            <a className="endpoint-url" href={href}>
              {url}
            </a>
          ) : (
            <span className="endpoint-url">{url}</span>
          )}
          {badge}
        </div>
        {menu}
      </div>
      {children}
    </li>
  );
}

/** What went wrong last, as a sentence. */
export function Failure({ reason, time }: { reason: string; time: string }) {
  return (
    <p className="endpoint-failure">
      Last failure: {reason}, {formatDateTime(time)}.
    </p>
  );
}
