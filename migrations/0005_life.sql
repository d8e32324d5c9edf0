CREATE TABLE `lens_events` (
	`tenant_id` text NOT NULL,
	`lens` text NOT NULL,
	`at` integer NOT NULL,
	`id` text NOT NULL,
	`change` text NOT NULL,
	`what` text NOT NULL,
	`by` text,
	`text` text NOT NULL,
	`before` text,
	PRIMARY KEY(`tenant_id`, `lens`, `at`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `lens_lives` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`status` text NOT NULL,
	`snoozed_until` integer,
	`assignee` text,
	`life` text NOT NULL,
	`change` text NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
) WITHOUT ROWID;
