-- The schema that the migrations make on SQLite, written by tests/src/migrations/dump.rs. Do not edit.

CREATE TABLE "account_counts" (
    "state" smallint NOT NULL PRIMARY KEY,
    "accounts" integer NOT NULL
) WITHOUT ROWID;

CREATE TABLE "address_changes" (
    "user_id" uuid_text NOT NULL PRIMARY KEY,
    "id" uuid_text NOT NULL,
    "email" varchar(254) NOT NULL,
    "requested_at" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_address_changes_requested_at" ON "address_changes" ("requested_at");

CREATE TABLE "admin_roles" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "name" varchar(64) NOT NULL UNIQUE,
    "permissions" json_text NOT NULL,
    "is_built_in" boolean NOT NULL DEFAULT FALSE
);

CREATE TABLE "admins" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL UNIQUE,
    "username" varchar(64) NOT NULL UNIQUE,
    "role_id" uuid_text NOT NULL,
    "is_active" boolean NOT NULL DEFAULT TRUE,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "break_glass_until" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("role_id") REFERENCES "admin_roles" ("id") ON DELETE RESTRICT
);

CREATE INDEX "idx_admins_role_id" ON "admins" ("role_id");

CREATE TABLE "blacklist" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "mentee_id" uuid_text NOT NULL,
    "mentor_id" uuid_text NULL,
    "typed" varchar(254) NULL,
    "typed_base" varchar(254) NULL,
    "base_email" varchar(254) NOT NULL,
    "blacklisted_at" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE SET NULL,
    CHECK ("mentee_id" <> "mentor_id"),
    CHECK (("typed" IS NULL) = ("typed_base" IS NULL))
);

CREATE INDEX "idx_blacklist_base_email" ON "blacklist" ("base_email");

CREATE UNIQUE INDEX idx_blacklist_chosen ON blacklist (mentee_id, mentor_id) WHERE typed IS NULL;

CREATE INDEX "idx_blacklist_mentee_id_mentor_id" ON "blacklist" ("mentee_id", "mentor_id");

CREATE INDEX "idx_blacklist_mentor_id" ON "blacklist" ("mentor_id");

CREATE UNIQUE INDEX idx_blacklist_typed ON blacklist (mentee_id, typed_base, base_email);

CREATE TABLE "changed_words" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "word" varchar(64) NOT NULL
);

CREATE TABLE "chat_messages" (
    "mentee_id" uuid_text NOT NULL,
    "mentor_id" uuid_text NOT NULL,
    "id" uuid_text NOT NULL PRIMARY KEY,
    "sender_id" uuid_text NOT NULL,
    "body" varchar(4000) NOT NULL,
    "sent_at" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("sender_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    CHECK ("mentee_id" <> "mentor_id")
);

CREATE INDEX "idx_chat_messages_mentee_id_mentor_id_id" ON "chat_messages" ("mentee_id", "mentor_id", "id");

CREATE INDEX "idx_chat_messages_mentor_id" ON "chat_messages" ("mentor_id");

CREATE INDEX "idx_chat_messages_sender_id" ON "chat_messages" ("sender_id");

CREATE TABLE "concerns" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "raised_by" uuid_text NULL,
    "about_id" uuid_text NULL,
    "text" varchar(2000) NULL,
    "state" varchar(8) NOT NULL CHECK ("state" IN ('OPEN', 'RESOLVED')),
    "created_at" timestamp_with_timezone_text NOT NULL,
    "resolved_at" timestamp_with_timezone_text NULL,
    "resolved_by" uuid_text NULL,
    "note" varchar(500) NOT NULL DEFAULT '',
    FOREIGN KEY ("raised_by") REFERENCES "users" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("about_id") REFERENCES "users" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("resolved_by") REFERENCES "users" ("id") ON DELETE SET NULL,
    CHECK ("text" IS NULL OR "raised_by" IS NOT NULL),
    CHECK (("resolved_at" IS NULL) = ("state" = 'OPEN'))
);

CREATE INDEX "idx_concerns_about_id" ON "concerns" ("about_id");

CREATE INDEX "idx_concerns_raised_by_id" ON "concerns" ("raised_by", "id");

CREATE INDEX "idx_concerns_resolved_by" ON "concerns" ("resolved_by");

CREATE INDEX "idx_concerns_state_id" ON "concerns" ("state", "id");

CREATE TABLE "day_counts" (
    "day" date_text NOT NULL,
    "name" varchar(64) NOT NULL,
    "signals" integer NOT NULL,
    PRIMARY KEY ("day", "name")
) WITHOUT ROWID;

CREATE TABLE "emails" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL,
    "mailbox" varchar(254) NOT NULL,
    "recipient" varchar(254) NOT NULL,
    "kind" varchar(32) NOT NULL,
    "topic" varchar(64) NOT NULL DEFAULT '',
    "details" json_text NOT NULL DEFAULT '{}',
    "workflow_id" uuid_text NOT NULL,
    "state" varchar(8) NOT NULL CHECK ("state" IN ('QUEUED', 'SENT', 'DEAD')),
    "attempts" integer NOT NULL DEFAULT 0,
    "turn" integer NOT NULL DEFAULT 0,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "due_at" timestamp_with_timezone_text NOT NULL,
    "claimed_by" uuid_text NULL,
    "finished_at" timestamp_with_timezone_text NULL,
    "last_error" varchar(500) NULL,
    "outbox_rank" varchar(1) GENERATED ALWAYS AS (CASE WHEN state = 'DEAD' THEN '3' WHEN state = 'QUEUED' AND last_error IS NOT NULL THEN '2' WHEN state = 'QUEUED' THEN '1' ELSE '0' END) VIRTUAL,
    "held_until" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX idx_emails_claimed_by ON emails (claimed_by) WHERE claimed_by IS NOT NULL;

CREATE INDEX idx_emails_due ON emails (state, attempts, turn, due_at) WHERE held_until IS NULL;

CREATE INDEX "idx_emails_finished_at" ON "emails" ("finished_at");

CREATE INDEX idx_emails_held_until ON emails (held_until) WHERE held_until IS NOT NULL;

CREATE INDEX "idx_emails_kind_outbox_rank_id" ON "emails" ("kind", "outbox_rank", "id");

CREATE INDEX "idx_emails_mailbox_state" ON "emails" ("mailbox", "state");

CREATE INDEX "idx_emails_outbox_rank_id" ON "emails" ("outbox_rank", "id");

CREATE UNIQUE INDEX idx_emails_queued ON emails (user_id, kind, topic) WHERE state = 'QUEUED';

CREATE INDEX "idx_emails_state_due_at" ON "emails" ("state", "due_at");

CREATE INDEX "idx_emails_user_id_id" ON "emails" ("user_id", "id");

CREATE INDEX "idx_emails_user_id_outbox_rank_id" ON "emails" ("user_id", "outbox_rank", "id");

CREATE INDEX idx_emails_workflow_id ON emails (workflow_id);

CREATE TABLE "ended_matches" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "mentee_id" uuid_text NOT NULL,
    "mentor_id" uuid_text NOT NULL,
    "matched_at" timestamp_with_timezone_text NOT NULL,
    "ended_at" timestamp_with_timezone_text NOT NULL,
    "ended_by" varchar(8) NOT NULL CHECK ("ended_by" IN ('MENTEE', 'BLOCK', 'MENTOR', 'ADMIN', 'PLATFORM')),
    "reason" varchar(32) NULL,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_ended_matches_ended_at_id" ON "ended_matches" ("ended_at", "id");

CREATE INDEX "idx_ended_matches_mentee_id_mentor_id_ended_at" ON "ended_matches" ("mentee_id", "mentor_id", "ended_at");

CREATE INDEX "idx_ended_matches_mentor_id_ended_at" ON "ended_matches" ("mentor_id", "ended_at");

CREATE TABLE "former_addresses" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL,
    "email" varchar(254) NOT NULL,
    "base_email" varchar(254) NOT NULL,
    "replaced_at" timestamp_with_timezone_text NOT NULL,
    "reserved_until" timestamp_with_timezone_text NOT NULL,
    "undo_digest" blob(32) NULL UNIQUE,
    "undone_at" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_former_addresses_base_email_reserved_until" ON "former_addresses" ("base_email", "reserved_until");

CREATE INDEX "idx_former_addresses_user_id" ON "former_addresses" ("user_id");

CREATE TABLE "hooks" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "url" varchar(500) NOT NULL,
    "signals" json_text NOT NULL,
    "secret" varchar(100) NOT NULL,
    "previous_secret" varchar(100) NULL,
    "previous_secret_until" timestamp_with_timezone_text NULL,
    "policy" varchar(11) NOT NULL CHECK ("policy" IN ('FAIL_OPEN', 'FAIL_CLOSED')),
    "is_enabled" boolean NOT NULL DEFAULT TRUE,
    "failures" integer NOT NULL DEFAULT 0,
    "open_until" timestamp_with_timezone_text NULL,
    "last_error" varchar(500) NULL,
    "last_failed_at" timestamp_with_timezone_text NULL,
    "created_at" timestamp_with_timezone_text NOT NULL
);

CREATE TABLE "matches" (
    "mentee_id" uuid_text NOT NULL,
    "mentor_id" uuid_text NOT NULL,
    "matched_at" timestamp_with_timezone_text NOT NULL,
    "undo_until" timestamp_with_timezone_text NULL,
    "workflow_id" uuid_text NULL,
    PRIMARY KEY ("mentee_id"),
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    CHECK ("mentee_id" <> "mentor_id")
);

CREATE INDEX "idx_matches_matched_at_mentee_id" ON "matches" ("matched_at", "mentee_id");

CREATE INDEX "idx_matches_mentor_id_matched_at" ON "matches" ("mentor_id", "matched_at");

CREATE TABLE "matching_plan_mentees" (
    "plan_id" uuid_text NOT NULL,
    "position" integer NOT NULL,
    "mentee_id" uuid_text NULL,
    "mentor_id" uuid_text NULL,
    "mentor_position" integer NULL,
    "price" integer NOT NULL,
    "score" integer NOT NULL,
    "factors" json_text NOT NULL,
    "is_pinned" boolean NOT NULL DEFAULT FALSE,
    "outcome" varchar(10) NOT NULL CHECK ("outcome" IN ('PLANNED', 'UNMATCHED', 'MATCHED', 'REFUSED')),
    "reason" varchar(40) NULL,
    "advice" varchar(300) NULL,
    PRIMARY KEY ("plan_id", "position"),
    FOREIGN KEY ("plan_id") REFERENCES "matching_plans" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE INDEX "idx_matching_plan_mentees_mentee_id" ON "matching_plan_mentees" ("mentee_id");

CREATE INDEX "idx_matching_plan_mentees_mentor_id" ON "matching_plan_mentees" ("mentor_id");

CREATE INDEX "idx_matching_plan_mentees_plan_id_outcome_position" ON "matching_plan_mentees" ("plan_id", "outcome", "position");

CREATE TABLE "matching_plan_mentors" (
    "plan_id" uuid_text NOT NULL,
    "position" integer NOT NULL,
    "mentor_id" uuid_text NULL,
    "seats" integer NOT NULL,
    "price" integer NOT NULL,
    PRIMARY KEY ("plan_id", "position"),
    FOREIGN KEY ("plan_id") REFERENCES "matching_plans" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE INDEX "idx_matching_plan_mentors_mentor_id" ON "matching_plan_mentors" ("mentor_id");

CREATE TABLE "matching_plan_rules" (
    "plan_id" uuid_text NOT NULL,
    "mentee_id" uuid_text NOT NULL,
    "mentor_id" uuid_text NOT NULL,
    "is_pin" boolean NOT NULL DEFAULT FALSE,
    PRIMARY KEY ("plan_id", "mentee_id", "mentor_id"),
    FOREIGN KEY ("plan_id") REFERENCES "matching_plans" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_matching_plan_rules_mentee_id" ON "matching_plan_rules" ("mentee_id");

CREATE INDEX "idx_matching_plan_rules_mentor_id" ON "matching_plan_rules" ("mentor_id");

CREATE TABLE "matching_plan_scores" (
    "plan_id" uuid_text NOT NULL PRIMARY KEY,
    "scores" blob NOT NULL,
    FOREIGN KEY ("plan_id") REFERENCES "matching_plans" ("id") ON DELETE CASCADE
);

CREATE TABLE "matching_plans" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "state" varchar(10) NOT NULL CHECK ("state" IN ('COMPUTING', 'READY', 'PUBLISHED', 'DISCARDED', 'FAILED')),
    "objective" varchar(16) NOT NULL,
    "seed" varchar(64) NOT NULL,
    "scope" json_text NOT NULL,
    "created_by" uuid_text NULL,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "computed_at" timestamp_with_timezone_text NULL,
    "published_at" timestamp_with_timezone_text NULL,
    "published_by" uuid_text NULL,
    "placed" integer NOT NULL DEFAULT 0,
    "mentees" integer NOT NULL DEFAULT 0,
    "mentors" integer NOT NULL DEFAULT 0,
    "matched" integer NOT NULL DEFAULT 0,
    "score" integer NOT NULL DEFAULT 0,
    "proven_maximum" integer NOT NULL DEFAULT 0,
    "failure" varchar(200) NULL,
    "lease" uuid_text NULL,
    "leased_until" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("created_by") REFERENCES "users" ("id") ON DELETE SET NULL,
    FOREIGN KEY ("published_by") REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE INDEX "idx_matching_plans_created_at_id" ON "matching_plans" ("created_at", "id");

CREATE INDEX "idx_matching_plans_created_by" ON "matching_plans" ("created_by");

CREATE INDEX "idx_matching_plans_published_by" ON "matching_plans" ("published_by");

CREATE INDEX "idx_matching_plans_state_leased_until" ON "matching_plans" ("state", "leased_until");

CREATE TABLE "mentorship_requests" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "mentee_id" uuid_text NULL,
    "mentor_id" uuid_text NOT NULL,
    "kind" varchar(8) NOT NULL CHECK ("kind" IN ('REQUEST', 'OFFER')),
    "state" varchar(10) NOT NULL CHECK ("state" IN ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'CLOSED')),
    "recipient_state" varchar(10) NULL CHECK ("recipient_state" IN ('OPEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'CLOSED')),
    "typed" varchar(254) NULL,
    "is_hidden" boolean NOT NULL DEFAULT FALSE,
    "note" varchar(500) NOT NULL DEFAULT '',
    "decline_reason" varchar(32) NULL,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "expires_at" timestamp_with_timezone_text NOT NULL,
    "decided_at" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("mentee_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("mentor_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    CHECK ("mentee_id" <> "mentor_id"),
    CHECK ("mentee_id" IS NOT NULL OR ("typed" IS NOT NULL AND "kind" = 'OFFER' AND "is_hidden" = TRUE)),
    CHECK (("decided_at" IS NULL) = ("state" = 'OPEN'))
);

CREATE INDEX "idx_mentorship_requests_mentee_id_kind_created_at_id" ON "mentorship_requests" ("mentee_id", "kind", "created_at", "id");

CREATE INDEX "idx_mentorship_requests_mentee_id_mentor_id" ON "mentorship_requests" ("mentee_id", "mentor_id");

CREATE INDEX "idx_mentorship_requests_mentee_id_state" ON "mentorship_requests" ("mentee_id", "state");

CREATE INDEX "idx_mentorship_requests_mentor_id_kind_created_at_id" ON "mentorship_requests" ("mentor_id", "kind", "created_at", "id");

CREATE INDEX "idx_mentorship_requests_mentor_id_state_kind_created_at_id" ON "mentorship_requests" ("mentor_id", "state", "kind", "created_at", "id");

CREATE UNIQUE INDEX idx_mentorship_requests_open_address ON mentorship_requests (mentor_id, typed) WHERE state = 'OPEN' AND typed IS NOT NULL;

CREATE UNIQUE INDEX idx_mentorship_requests_open_pair ON mentorship_requests (mentee_id, mentor_id) WHERE state = 'OPEN' AND typed IS NULL;

CREATE INDEX "idx_mentorship_requests_state_expires_at_id" ON "mentorship_requests" ("state", "expires_at", "id");

CREATE INDEX "idx_mentorship_requests_state_id" ON "mentorship_requests" ("state", "id");

CREATE TABLE "one_time_tokens" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL,
    "purpose" varchar(16) NOT NULL CHECK ("purpose" IN ('VERIFICATION', 'RESET', 'ADDRESS', 'INVITATION')),
    "digest" blob(32) NOT NULL UNIQUE,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "expires_at" timestamp_with_timezone_text NOT NULL,
    "consumed_at" timestamp_with_timezone_text NULL,
    "code" blob(32) NULL,
    "attempts" integer NOT NULL DEFAULT 0 CHECK ("attempts" BETWEEN 0 AND 10),
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE UNIQUE INDEX idx_one_time_tokens_code ON one_time_tokens (user_id, purpose) WHERE code IS NOT NULL;

CREATE INDEX "idx_one_time_tokens_expires_at" ON "one_time_tokens" ("expires_at");

CREATE INDEX "idx_one_time_tokens_user_id_purpose" ON "one_time_tokens" ("user_id", "purpose");

CREATE TABLE "pictures" (
    "path" varchar(100) NOT NULL PRIMARY KEY,
    "used_at" timestamp_with_timezone_text NOT NULL,
    "removal_at" timestamp_with_timezone_text NULL
);

CREATE TABLE "read_positions" (
    "mentee_id" uuid_text NOT NULL,
    "reader_id" uuid_text NOT NULL,
    "message_id" uuid_text NOT NULL,
    PRIMARY KEY ("mentee_id", "reader_id"),
    FOREIGN KEY ("mentee_id") REFERENCES "matches" ("mentee_id") ON DELETE CASCADE
);

CREATE TABLE "readiness_checks" (
    "server_id" uuid_text NOT NULL PRIMARY KEY,
    "number" integer NOT NULL,
    "written_at" timestamp_with_timezone_text NOT NULL
);

CREATE TABLE "removed_scores" (
    "number" integer NOT NULL PRIMARY KEY,
    "role" varchar(16) NOT NULL
);

CREATE TABLE "roster_limit" (
    "id" integer NOT NULL PRIMARY KEY,
    "max_mentees" integer NOT NULL,
    CHECK ("id" = 1)
);

CREATE TABLE "score_lists" (
    "number" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" uuid_text NOT NULL UNIQUE,
    "role" varchar(16) NOT NULL CHECK ("role" IN ('MENTEE', 'MENTOR')),
    "entries" blob NOT NULL,
    "floor" integer NULL,
    "computed_at" timestamp_with_timezone_text NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_score_lists_role_number" ON "score_lists" ("role", "number");

CREATE TABLE "score_worker" (
    "id" integer NOT NULL PRIMARY KEY,
    "holder" uuid_text NOT NULL,
    "held_until" timestamp_with_timezone_text NOT NULL,
    CHECK ("id" = 1)
);

CREATE TABLE "search_index" (
    "id" integer NOT NULL PRIMARY KEY,
    "version" integer NOT NULL,
    "is_done" boolean NOT NULL,
    "after_id" uuid_text NULL,
    CHECK ("id" = 1)
);

CREATE TABLE "search_word_keys" (
    "is_public" boolean NOT NULL,
    "key" varchar(64) NOT NULL,
    "word" varchar(64) NOT NULL,
    PRIMARY KEY ("is_public", "key", "word")
) WITHOUT ROWID;

CREATE TABLE "search_words" (
    "word" varchar(64) NOT NULL PRIMARY KEY,
    "is_public" boolean NOT NULL
) WITHOUT ROWID;

CREATE TABLE "sessions" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL,
    "digest" blob(32) NOT NULL UNIQUE,
    "kind" varchar(16) NOT NULL CHECK ("kind" IN ('MEMBER', 'ADMIN')),
    "created_at" timestamp_with_timezone_text NOT NULL,
    "last_seen_at" timestamp_with_timezone_text NOT NULL,
    "expires_at" timestamp_with_timezone_text NOT NULL,
    "user_agent" varchar(300) NULL,
    "ip" varchar(45) NULL,
    "authenticated_at" timestamp_with_timezone_text NOT NULL DEFAULT '1970-01-01 00:00:00+00:00',
    "impersonator_id" uuid_text NULL,
    "impersonator_session_id" uuid_text NULL,
    "impersonation_reason" varchar(500) NULL,
    "impersonation_returns" boolean NOT NULL DEFAULT FALSE,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_sessions_expires_at" ON "sessions" ("expires_at");

CREATE INDEX idx_sessions_impersonator_id ON sessions (impersonator_id) WHERE impersonator_id IS NOT NULL;

CREATE INDEX "idx_sessions_kind_last_seen_at" ON "sessions" ("kind", "last_seen_at");

CREATE INDEX "idx_sessions_user_id" ON "sessions" ("user_id");

CREATE TABLE "signal_watermark" (
    "id" integer NOT NULL PRIMARY KEY,
    "transaction_id" integer NOT NULL,
    "position" integer NOT NULL,
    CHECK ("id" = 1)
);

CREATE TABLE "signals" (
    "position" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "transaction_id" integer NOT NULL DEFAULT 0,
    "id" uuid_text NOT NULL UNIQUE,
    "name" varchar(64) NOT NULL,
    "sender" varchar(32) NOT NULL,
    "workflow_id" uuid_text NOT NULL,
    "user_id" uuid_text NULL,
    "actor_id" uuid_text NULL,
    "occurred_at" timestamp_with_timezone_text NOT NULL,
    "arguments" json_text NOT NULL ,
    "impersonator_id" uuid_text NULL
);

CREATE INDEX "idx_signals_actor_id" ON "signals" ("actor_id");

CREATE INDEX idx_signals_email ON signals ((lower(arguments ->> 'email')));

CREATE INDEX "idx_signals_name" ON "signals" ("name");

CREATE INDEX "idx_signals_name_occurred_at" ON "signals" ("name", "occurred_at");

CREATE INDEX "idx_signals_occurred_at" ON "signals" ("occurred_at");

CREATE INDEX idx_signals_partner ON signals ((COALESCE(arguments -> 'data' ->> 'mentorId', arguments -> 'data' ->> 'menteeId'))) WHERE COALESCE(arguments -> 'data' ->> 'mentorId', arguments -> 'data' ->> 'menteeId') IS NOT NULL;

CREATE INDEX "idx_signals_sender" ON "signals" ("sender");

CREATE INDEX idx_signals_sign_ins ON signals (user_id, name) WHERE user_id IS NOT NULL AND name IN ('user_authenticated', 'user_authentication_failed', 'admin_authenticated', 'admin_authentication_failed');

CREATE INDEX idx_signals_unredacted ON signals (name) WHERE name = 'user_deleted' AND lower(arguments ->> 'username') <> '[redacted]';

CREATE INDEX "idx_signals_user_id" ON "signals" ("user_id");

CREATE INDEX idx_signals_username ON signals ((lower(arguments ->> 'username')));

CREATE INDEX "idx_signals_workflow_id" ON "signals" ("workflow_id");

CREATE TRIGGER signals_inserted AFTER INSERT ON signals WHEN NEW.name IN ('user_registered', 'user_registration_failed', 'user_authenticated', 'admin_authenticated', 'user_authentication_failed', 'admin_authentication_failed', 'mentee_added') BEGIN INSERT INTO day_counts (day, name, signals) VALUES (SUBSTR(NEW.occurred_at, 1, 10), NEW.name, 1) ON CONFLICT (day, name) DO UPDATE SET signals = signals + 1; END;

CREATE TABLE "stale_scores" (
    "user_id" uuid_text NOT NULL PRIMARY KEY,
    "change_id" uuid_text NULL,
    "stale_since" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_stale_scores_stale_since_user_id" ON "stale_scores" ("stale_since", "user_id");

CREATE TABLE "trusted_clock" (
    "id" integer NOT NULL PRIMARY KEY,
    "trusted_at" timestamp_with_timezone_text NOT NULL,
    "held_at" timestamp_with_timezone_text NULL,
    "waited_seconds" integer NOT NULL,
    CHECK ("id" = 1)
);

CREATE TABLE "unredacted_addresses" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "user_id" uuid_text NOT NULL,
    "email" varchar(254) NOT NULL
);

CREATE TABLE "unsubscribe_tokens" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "digest" blob(32) NOT NULL UNIQUE,
    "user_id" uuid_text NOT NULL,
    "created_at" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_unsubscribe_tokens_created_at" ON "unsubscribe_tokens" ("created_at");

CREATE INDEX "idx_unsubscribe_tokens_user_id" ON "unsubscribe_tokens" ("user_id");

CREATE TABLE "user_terms" (
    "user_id" uuid_text NOT NULL,
    "term" varchar(254) NOT NULL,
    "is_public" boolean NOT NULL DEFAULT FALSE,
    "state" smallint NOT NULL DEFAULT 0,
    PRIMARY KEY ("term", "user_id"),
    FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_user_terms_state_is_public_term_user_id" ON "user_terms" ("state", "is_public", "term", "user_id");

CREATE INDEX "idx_user_terms_user_id_term" ON "user_terms" ("user_id", "term");

CREATE TABLE "users" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "email" varchar(254) NOT NULL UNIQUE,
    "base_email" varchar(254) NOT NULL,
    "password" varchar(512) NOT NULL,
    "first_name" varchar(150) NOT NULL DEFAULT '',
    "last_name" varchar(150) NOT NULL DEFAULT '',
    "name_key" varchar(302) NOT NULL DEFAULT '',
    "role" varchar(16) NOT NULL CHECK ("role" IN ('MENTEE', 'MENTOR', 'ADMIN')),
    "year" integer NULL CHECK ("year" BETWEEN 0 AND 5),
    "major" json_text NOT NULL,
    "minor" json_text NOT NULL,
    "hobbies" varchar(500) NOT NULL DEFAULT '',
    "clubs" varchar(500) NOT NULL DEFAULT '',
    "goals" varchar(500) NOT NULL DEFAULT '',
    "other_background" varchar(500) NOT NULL DEFAULT '',
    "international" boolean NOT NULL DEFAULT FALSE,
    "commuter" boolean NOT NULL DEFAULT FALSE,
    "firstgen" boolean NOT NULL DEFAULT FALSE,
    "outofstate" boolean NOT NULL DEFAULT FALSE,
    "transfer" boolean NOT NULL DEFAULT FALSE,
    "match_by_background" boolean NOT NULL DEFAULT FALSE,
    "profile_picture_url" varchar(500) NULL,
    "is_verified" boolean NOT NULL DEFAULT FALSE,
    "first_verified_at" timestamp_with_timezone_text NULL,
    "is_active" boolean NOT NULL DEFAULT TRUE,
    "is_staff" boolean NOT NULL DEFAULT FALSE,
    "is_superuser" boolean NOT NULL DEFAULT FALSE,
    "is_matched" boolean NOT NULL DEFAULT FALSE,
    "emails_about_matches" boolean NOT NULL DEFAULT TRUE,
    "joined_at" timestamp_with_timezone_text NOT NULL,
    "last_login_at" timestamp_with_timezone_text NULL,
    "last_login_key" text GENERATED ALWAYS AS (COALESCE(last_login_at, '1970-01-01T00:00:00+00:00')) VIRTUAL,
    "deletion_requested_at" timestamp_with_timezone_text NULL,
    "permanent_deletion_after" timestamp_with_timezone_text NULL,
    "own_capacity" integer NULL CHECK ("own_capacity" >= 1),
    "capacity_limit" integer NULL CHECK ("capacity_limit" >= 1),
    "is_paused" boolean NOT NULL DEFAULT FALSE CHECK ((NOT "is_paused") OR "role" = 'MENTOR'),
    "paused_until" timestamp_with_timezone_text NULL CHECK ("paused_until" IS NULL OR "is_paused"),
    "is_approved" boolean NOT NULL DEFAULT TRUE CHECK ("is_approved" OR "role" = 'MENTOR'),
    "state" integer GENERATED ALWAYS AS (CASE WHEN role <> 'ADMIN' AND is_verified AND is_active AND deletion_requested_at IS NULL AND NOT is_matched AND is_approved AND first_name <> '' AND last_name <> '' AND year IS NOT NULL AND json_array_length(major) > 0 THEN CASE role WHEN 'MENTEE' THEN 64 ELSE 65 END ELSE CASE role WHEN 'MENTEE' THEN 0 WHEN 'MENTOR' THEN CASE WHEN is_approved THEN 16 ELSE 48 END ELSE 32 END + CASE WHEN is_verified THEN 8 ELSE 0 END + CASE WHEN is_active THEN 4 ELSE 0 END + CASE WHEN deletion_requested_at IS NULL THEN 0 ELSE 2 END + CASE WHEN is_matched THEN 1 ELSE 0 END END) VIRTUAL,
    CHECK (("deletion_requested_at" IS NULL) = ("permanent_deletion_after" IS NULL)),
    CHECK ((NOT "is_verified") OR "first_verified_at" IS NOT NULL)
);

CREATE INDEX idx_users_imported_password ON users (password) WHERE substr(password, 1, 10) <> '$argon2id$';

CREATE INDEX "idx_users_joined_at_id" ON "users" ("joined_at", "id");

CREATE INDEX idx_users_last_login_at_id ON users (last_login_key, id);

CREATE INDEX "idx_users_name_key_id" ON "users" ("name_key", "id");

CREATE INDEX idx_users_never_verified_base_email_id ON users (base_email, id) WHERE first_verified_at IS NULL;

CREATE INDEX idx_users_never_verified_joined_at_id ON users (joined_at, id) WHERE first_verified_at IS NULL;

CREATE INDEX idx_users_paused_until_id ON users (paused_until, id) WHERE paused_until IS NOT NULL;

CREATE INDEX "idx_users_permanent_deletion_after_id" ON "users" ("permanent_deletion_after", "id");

CREATE INDEX idx_users_profile_picture_url ON users (profile_picture_url) WHERE profile_picture_url IS NOT NULL;

CREATE INDEX "idx_users_role_id" ON "users" ("role", "id");

CREATE INDEX "idx_users_state" ON "users" ("state");

CREATE INDEX "idx_users_state_email_id" ON "users" ("state", "email", "id");

CREATE INDEX "idx_users_state_joined_at_id" ON "users" ("state", "joined_at", "id");

CREATE INDEX idx_users_state_last_login_at_id ON users (state, last_login_key, id);

CREATE INDEX "idx_users_state_name_key_id" ON "users" ("state", "name_key", "id");

CREATE UNIQUE INDEX idx_users_verified ON users (base_email) WHERE first_verified_at IS NOT NULL;

CREATE TRIGGER users_deleted AFTER DELETE ON users BEGIN UPDATE account_counts SET accounts = accounts - 1 WHERE state = OLD.state; END;

CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN INSERT INTO account_counts (state, accounts) VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET accounts = accounts + 1; END;

CREATE TRIGGER users_updated AFTER UPDATE ON users WHEN OLD.state <> NEW.state BEGIN UPDATE account_counts SET accounts = accounts - 1 WHERE state = OLD.state; INSERT INTO account_counts (state, accounts) VALUES (NEW.state, 1) ON CONFLICT (state) DO UPDATE SET accounts = accounts + 1; END;

CREATE TABLE "webhook_deliveries" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "webhook_id" uuid_text NOT NULL,
    "signal_id" uuid_text NOT NULL,
    "signal_name" varchar(64) NOT NULL,
    "transaction_id" integer NOT NULL,
    "position" integer NOT NULL,
    "state" varchar(9) NOT NULL CHECK ("state" IN ('RETRYING', 'DELIVERED', 'DEAD')),
    "attempts" integer NOT NULL,
    "status" integer NULL,
    "failure" varchar(500) NULL,
    "first_tried_at" timestamp_with_timezone_text NOT NULL,
    "last_tried_at" timestamp_with_timezone_text NOT NULL,
    FOREIGN KEY ("webhook_id") REFERENCES "webhooks" ("id") ON DELETE CASCADE
);

CREATE INDEX "idx_webhook_deliveries_last_tried_at" ON "webhook_deliveries" ("last_tried_at");

CREATE INDEX "idx_webhook_deliveries_webhook_id_id" ON "webhook_deliveries" ("webhook_id", "id");

CREATE UNIQUE INDEX "idx_webhook_deliveries_webhook_id_signal_id" ON "webhook_deliveries" ("webhook_id", "signal_id");

CREATE TABLE "webhooks" (
    "id" uuid_text NOT NULL PRIMARY KEY,
    "url" varchar(500) NOT NULL,
    "filter" json_text NOT NULL,
    "secret" varchar(100) NOT NULL,
    "previous_secret" varchar(100) NULL,
    "previous_secret_until" timestamp_with_timezone_text NULL,
    "is_enabled" boolean NOT NULL DEFAULT TRUE,
    "disabled_reason" varchar(500) NULL,
    "transaction_id" integer NOT NULL,
    "position" integer NOT NULL,
    "attempts" integer NOT NULL DEFAULT 0,
    "failing_since" timestamp_with_timezone_text NULL,
    "due_at" timestamp_with_timezone_text NOT NULL,
    "created_at" timestamp_with_timezone_text NOT NULL,
    "owner_id" uuid_text NULL
);

CREATE INDEX "idx_webhooks_is_enabled_due_at" ON "webhooks" ("is_enabled", "due_at");

CREATE INDEX "idx_webhooks_owner_id" ON "webhooks" ("owner_id");

-- Rows that the migrations insert:
-- admin_roles: {"id":"00000000000000000000000000000001","is_built_in":1,"name":"SUPERADMIN","permissions":"[\"*\"]"}
-- admin_roles: {"id":"00000000000000000000000000000002","is_built_in":1,"name":"MANAGER","permissions":"[\"users:read\",\"users:write\",\"users:delete\",\"roster:write\",\"signals:read\",\"sessions:read\",\"sessions:write\"]"}
-- admin_roles: {"id":"00000000000000000000000000000003","is_built_in":1,"name":"AUDITOR","permissions":"[\"users:read\",\"admins:read\",\"signals:read\",\"sessions:read\"]"}
-- search_index: {"after_id":null,"id":1,"is_done":0,"version":0}
