CREATE TABLE `analyzer_changes` (
	`tenant_id` text NOT NULL,
	`analyzer` text NOT NULL,
	`version` integer NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`action` text NOT NULL,
	`source` text,
	PRIMARY KEY(`tenant_id`, `analyzer`, `version`)
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `rule_sets` ADD `analyzers_key` text DEFAULT '' NOT NULL;