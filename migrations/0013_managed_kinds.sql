CREATE TABLE `source_kinds` (
	`tenant_id` text NOT NULL,
	`source_id` text NOT NULL,
	`kinds` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `source_id`)
) WITHOUT ROWID;
