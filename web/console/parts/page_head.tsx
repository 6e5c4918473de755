// The head of a page: its title, what it says below, and actions on the right.

import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';

interface PageHeadProps {
  title: ReactNode;
  /** Where the page was reached from. */
  back?: { href: string; title: string };
  /** One sentence or badges below the title. */
  detail?: ReactNode;
  /** Buttons and links. */
  children?: ReactNode;
}

export function PageHead({ title, back, detail, children }: PageHeadProps) {
  return (
    <div className="page-head">
      <div>
        {back && (
          <a className="back" href={back.href}>
            <ArrowLeft size={16} aria-hidden /> {back.title}
          </a>
        )}
        <h1>{title}</h1>
        {detail && <div className="page-detail">{detail}</div>}
      </div>
      {children && <div className="row">{children}</div>}
    </div>
  );
}
