CREATE TABLE `erasures` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`objects` text NOT NULL
) WITHOUT ROWID;
