CREATE TABLE `investigation_events` (
	`tenant_id` text NOT NULL,
	`investigation` text NOT NULL,
	`at` integer NOT NULL,
	`id` text NOT NULL,
	`what` text NOT NULL,
	`by` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `investigation`, `at`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `investigation_nodes` (
	`tenant_id` text NOT NULL,
	`investigation` text NOT NULL,
	`node` text NOT NULL,
	`type` text NOT NULL,
	`label` text NOT NULL,
	`how` text NOT NULL,
	`from_node` text,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	`note` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `investigation`, `node`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `investigations` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`title` text NOT NULL,
	`status` text NOT NULL,
	`assignee` text,
	`members` text NOT NULL,
	`lens` text,
	`write_up` text NOT NULL,
	`write_up_version` integer NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `saved_views` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`owner` text,
	`query` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
) WITHOUT ROWID;
