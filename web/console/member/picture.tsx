// The member's profile picture: shows it, and lets the member choose another or remove it.

import { type ChangeEvent, lazy, Suspense, useRef, useState } from 'react';

import { UpdateProfileDocument } from '../api/operations';
import { otherErrors, useSubmit } from '../api/submit';
import { announce } from '../parts/announce';
import { Avatar } from '../parts/avatar';
import { FormErrors } from '../parts/fields';
import type { Account } from './member';

const PictureCrop = lazy(() => import('./picture_crop'));

export function Picture({ account, reload }: { account: Account; reload: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const { submit, errors, isBusy } = useSubmit(UpdateProfileDocument);
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    setFile(event.target.files?.[0] ?? null);
    // Choosing the same file again is a change too.
    event.target.value = '';
  };
  const close = () => {
    setFile(null);
    chooser.current?.focus();
  };
  const saved = () => {
    close();
    announce('Your picture was saved.');
    reload();
  };
  const remove = async () => {
    if (await submit({ input: { profilePictureUrl: null } }, 'Your picture was removed.')) {
      chooser.current?.focus();
      reload();
    }
  };
  return (
    <section aria-label="Profile picture">
      <div className="picture">
        <Avatar person={account} large />
        <div>
          <div className="row">
            <label className="button file-button">
              {account.profilePictureUrl ? 'Choose another picture' : 'Choose a picture'}
              <input
                ref={chooser}
                type="file"
                accept="image/jpeg,image/png,image/webp"
                onChange={choose}
              />
            </label>
            {account.profilePictureUrl && (
              <button
                type="button"
                className="quiet"
                aria-disabled={isBusy}
                onClick={() => void remove()}
              >
                Remove picture
              </button>
            )}
          </div>
          <p className="hint">
            Helps your match recognize you when you meet. JPEG, PNG or WebP. Everyone who can see your
            profile sees it. Where and when it was taken is not kept.
          </p>
        </div>
      </div>
      <FormErrors errors={otherErrors(errors, [])} />
      {file && (
        <Suspense fallback={<p className="hint">Opening the picture…</p>}>
          <PictureCrop
            key={`${file.name} ${file.lastModified}`}
            file={file}
            onSaved={saved}
            onClose={close}
          />
        </Suspense>
      )}
    </section>
  );
}
