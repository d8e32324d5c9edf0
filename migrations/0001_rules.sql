CREATE TABLE `rule_sets` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL,
	`packs` text NOT NULL,
	`matcher_key` text NOT NULL,
	`index_key` text NOT NULL,
	`settings` text NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
